/// What an Ethernet frame carries: the number after its addresses (IANA "IEEE 802 Numbers").
public struct EtherType: RawRepresentable, Sendable, Hashable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let ipv4 = EtherType(rawValue: 0x0800)
    public static let arp = EtherType(rawValue: 0x0806)
    /// Transparent Ethernet bridging: an Ethernet frame within GRE.
    public static let ethernet = EtherType(rawValue: 0x6558)
    /// An IEEE 802.1Q tag, after which the frame's own type follows.
    public static let vlan = EtherType(rawValue: 0x8100)
    public static let ipv6 = EtherType(rawValue: 0x86dd)
    /// The outer tag of IEEE 802.1ad.
    public static let serviceVLAN = EtherType(rawValue: 0x88a8)

    /// Numbers up to 1500 are an IEEE 802.3 length, and what follows is LLC.
    public var isLength: Bool { rawValue <= 1500 }
}

extension EtherType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .ipv4: "IPv4"
        case .arp: "ARP"
        case .ethernet: "Ethernet"
        case .vlan: "802.1Q"
        case .ipv6: "IPv6"
        case .serviceVLAN: "802.1ad"
        default: Hexadecimal.text(rawValue, digits: 4)
        }
    }
}
