/// What an IP packet carries, by its IANA protocol number.
public struct IPProtocol: Sendable, Hashable, Codable, RawRepresentable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// ICMP, 1.
    public static let icmp = IPProtocol(rawValue: 1)
    /// IPv4 in IP.
    public static let ipip = IPProtocol(rawValue: 4)
    /// TCP, 6.
    public static let tcp = IPProtocol(rawValue: 6)
    /// UDP, 17.
    public static let udp = IPProtocol(rawValue: 17)
    /// Generic routing encapsulation, 47.
    public static let gre = IPProtocol(rawValue: 47)
    /// ICMPv6, 58.
    public static let icmpv6 = IPProtocol(rawValue: 58)
}
