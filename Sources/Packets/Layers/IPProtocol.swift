/// What an IP packet carries: the IPv4 protocol or IPv6 next header number (IANA "Protocol Numbers").
public struct IPProtocol: RawRepresentable, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An IPv6 hop-by-hop options header.
    public static let hopByHop = IPProtocol(rawValue: 0)
    public static let icmp = IPProtocol(rawValue: 1)
    public static let igmp = IPProtocol(rawValue: 2)
    /// An IPv4 packet (IPPROTO_IPIP, RFC 2003).
    public static let ipip = IPProtocol(rawValue: 4)
    public static let tcp = IPProtocol(rawValue: 6)
    public static let udp = IPProtocol(rawValue: 17)
    /// An IPv6 packet (IPPROTO_IPV6, RFC 4213).
    public static let ipv6 = IPProtocol(rawValue: 41)
    /// An IPv6 routing header.
    public static let routing = IPProtocol(rawValue: 43)
    /// An IPv6 fragment header.
    public static let fragment = IPProtocol(rawValue: 44)
    public static let gre = IPProtocol(rawValue: 47)
    /// An authentication header (RFC 4302).
    public static let authentication = IPProtocol(rawValue: 51)
    public static let icmpv6 = IPProtocol(rawValue: 58)
    /// Nothing follows.
    public static let noNextHeader = IPProtocol(rawValue: 59)
    /// An IPv6 destination options header.
    public static let destinationOptions = IPProtocol(rawValue: 60)
}

extension IPProtocol: CustomStringConvertible {
    public var description: String {
        switch self {
        case .icmp: "ICMP"
        case .igmp: "IGMP"
        case .ipip: "IPIP"
        case .tcp: "TCP"
        case .udp: "UDP"
        case .ipv6: "IPv6"
        case .gre: "GRE"
        case .icmpv6: "ICMPv6"
        default: String(rawValue)
        }
    }
}
