/// A VLAN on a link of the node, as a link of its own (IEEE 802.1Q).
///
///     host1 { Vlan("eth0.100", id: 100, on: "eth0") }
///
/// The link is up while the one below is. What it sends leaves by the link below with a tag of 4 bytes; what arrives there
/// with the tag is its. For a bridge that keeps VLANs apart, see ``BridgePort``.
public struct Vlan: NodeWord {
    /// What stands in front of the tag.
    public enum TagProtocol: String, Sendable, Hashable, Codable {
        /// The customer's tag: type 0x8100.
        case dot1Q
        /// The provider's tag, around a customer's: type 0x88a8.
        case dot1ad
    }

    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The VLAN, 1 to 4,094.
    public var id: Int
    /// The link below, of the same node.
    public var dev: String
    /// The customer's tag or the provider's.
    public var tag: TagProtocol
    /// In bytes, at most that of the link below; `nil`: the same.
    public var mtu: Int?
    /// `nil`: that of the link below.
    public var mac: Reference?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A VLAN on a link.
    ///
    /// - Parameters:
    ///   - id: the VLAN, 1 to 4,094
    ///   - dev: the link below, of the same node; it may be a VLAN itself
    ///   - tag: the customer's tag or the provider's
    ///   - mtu: in bytes, at most that of the link below; `nil`: the same
    ///   - mac: `nil`: that of the link below
    public init(
        _ name: String, id: Int, on dev: String, tag: TagProtocol = .dot1Q, mtu: Int? = nil, mac: (any MACConvertible)? = nil,
        file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.id = id
        self.dev = dev
        self.tag = tag
        self.mtu = mtu
        self.mac = mac?.macReference
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "vlan"
    public var references: [Reference] { [mac].compactMap { $0 } }
}
