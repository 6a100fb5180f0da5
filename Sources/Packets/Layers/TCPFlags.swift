/// The control bits of a TCP header (RFC 9293, RFC 3168).
public struct TCPFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let fin = TCPFlags(rawValue: 0x01)
    public static let syn = TCPFlags(rawValue: 0x02)
    public static let rst = TCPFlags(rawValue: 0x04)
    public static let psh = TCPFlags(rawValue: 0x08)
    public static let ack = TCPFlags(rawValue: 0x10)
    public static let urg = TCPFlags(rawValue: 0x20)
    public static let ece = TCPFlags(rawValue: 0x40)
    public static let cwr = TCPFlags(rawValue: 0x80)

    private static let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]
}

extension TCPFlags: CustomStringConvertible {
    /// `SYN+ACK`, or `none`.
    public var description: String {
        let set = Self.names.indices.filter { rawValue >> UInt8($0) & 1 == 1 }.map { Self.names[$0] }
        return set.isEmpty ? "none" : set.joined(separator: "+")
    }
}
