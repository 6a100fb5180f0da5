/// A second Ethernet address on a link of the node, as a link of its own.
///
///     host1 { Macvlan("mv0", on: "eth0", mode: .bridge) }
///
/// The link is up, with the MTU of the one below. What it sends leaves by the link below with its own MAC address;
/// what arrives for that address is its.
public struct Macvlan: NodeWord {
    /// How macvlans of one link may speak to each other.
    public enum Mode: String, Sendable, Hashable, Codable {
        /// Directly, as on a bridge.
        case bridge
        /// Not at all.
        case `private`
        /// By way of a switch outside that sends frames back.
        case vepa
        /// There is only one, and it has the MAC address of the link below.
        case passthru
    }

    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The link below, of the same node.
    public var dev: String
    /// How macvlans of one link may speak to each other.
    public var mode: Mode
    /// `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A second Ethernet address on a link.
    ///
    /// - Parameters:
    ///   - dev: the link below, of the same node
    ///   - mac: `nil`: an address of Warren's own making
    public init(
        _ name: String, on dev: String, mode: Mode = .bridge, mac: (any MACConvertible)? = nil, file: String = #filePath,
        line: Int = #line
    ) {
        self.name = name
        self.dev = dev
        self.mode = mode
        self.mac = mac?.macReference
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "macvlan"
    public var references: [Reference] { [mac].compactMap { $0 } }
}
