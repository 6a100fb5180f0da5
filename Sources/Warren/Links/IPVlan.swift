/// More IP addresses behind the MAC address of another link, as a link of their own.
///
///     pod { IPVlan("eth0", on: host1["eth0"], mode: .l3) }
///     host1 { IPVlan("ipv0", on: "eth0") }
///
/// The link is up, with the MAC address and the MTU of the one below, which may be in another node. What arrives there for
/// one of its IP addresses is its.
public struct IPVlan: NodeWord {
    /// What happens between the link and the one below. All on one link have the same.
    public enum Mode: String, Sendable, Hashable, Codable {
        /// Frames are switched: ARP is asked and answered, broadcasts arrive.
        case l2
        /// Packets are routed by the node that has the link below; there is no ARP and no broadcast.
        case l3
        /// As `l3`, and the firewall and connection tracking of the node below see the packets.
        case l3s
    }

    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The name of the link below.
    public var dev: String
    /// The node that has the link below; `nil`: the same.
    public var below: String?
    /// What happens between the link and the one below.
    public var mode: Mode
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// On a link of the same node.
    ///
    /// - Parameters:
    ///   - dev: the link below, of the same node
    ///   - mode: frames switched or packets routed; the same for all on one link
    public init(_ name: String, on dev: String, mode: Mode = .l2, file: String = #filePath, line: Int = #line) {
        self.name = name
        self.dev = dev
        self.mode = mode
        self.source = SourceLocation(file: file, line: line)
    }

    /// On a link of another node, as a container has it on its host's.
    ///
    /// - Parameters:
    ///   - link: the one below, of any node
    ///   - mode: frames switched or packets routed; the same for all on one link
    public init(_ name: String, on link: LinkReference, mode: Mode = .l2, file: String = #filePath, line: Int = #line) {
        self.init(name, on: link.link, mode: mode, file: file, line: line)
        below = link.node
    }

    public static let keyword = "ipvlan"
    public var references: [Reference] { below.map { [.link(LinkReference(node: $0, link: dev))] } ?? [] }
}
