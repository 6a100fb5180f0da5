/// An IPv4 or IPv6 address.
///
/// Both families are one type, because most of what carries an address (a route, a neighbour, a
/// tunnel's end) takes either. The bytes are kept in one 128-bit number: an IPv4 address in its low
/// 32 bits.
public struct IPAddress: Sendable, Hashable {
    /// The address families that Warren knows.
    public enum Family: Sendable, Hashable {
        case ipv4
        case ipv6

        /// How many bits an address of this family has: 32 or 128.
        public var bits: Int { self == .ipv4 ? 32 : 128 }
        /// How many bytes an address of this family has: 4 or 16.
        public var byteCount: Int { bits / 8 }
    }

    public let family: Family
    /// The address as a number in host order.
    public let value: UInt128

    public init(family: Family, value: UInt128) {
        precondition(family == .ipv6 || value <= 0xffff_ffff, "an IPv4 address has 32 bits")
        self.family = family
        self.value = value
    }

    /// An IPv4 address from its number in host order: `0x0a390414` is 10.57.4.20.
    public init(v4 value: UInt32) {
        self.init(family: .ipv4, value: UInt128(value))
    }

    /// An address from its bytes in network order: 4 of them or 16, else `nil`.
    public init?(bytes: some Collection<UInt8>) {
        let family: Family
        switch bytes.count {
        case 4: family = .ipv4
        case 16: family = .ipv6
        default: return nil
        }
        self.init(family: family, value: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }

    /// The bytes in network order: 4 or 16.
    public var bytes: [UInt8] {
        (0..<family.byteCount).reversed().map { UInt8(truncatingIfNeeded: value >> UInt128($0 * 8)) }
    }

    /// 0.0.0.0 or ::.
    public static func unspecified(_ family: Family) -> IPAddress { IPAddress(family: family, value: 0) }

    /// fe80::/10
    package var isLinkLocal: Bool { family == .ipv6 && value >> 118 == 0x3fa }

    /// Whether this is a multicast address: 224.0.0.0/4 or ff00::/8.
    public var isMulticast: Bool {
        family == .ipv4 ? value >> 28 == 0xe : value >> 120 == 0xff
    }

    /// The group in which an IPv6 address is asked for by neighbour discovery: ff02::1:ff and the address's last
    /// 24 bits (RFC 4291, section 2.7.1). `nil` for IPv4, whose questions go to everybody.
    public var solicitedNodeGroup: IPAddress? {
        guard family == .ipv6 else { return nil }
        return IPAddress(family: .ipv6, value: 0xff02 << 112 | 0x1_ff00_0000 | value & 0xff_ffff)
    }

    /// Whether this is 0.0.0.0 or ::.
    public var isUnspecified: Bool { value == 0 }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, or the text form of RFC 5952.
    public var description: String {
        family == .ipv4 ? dotted : IPv6Text.format(value)
    }

    private var dotted: String {
        let number = UInt32(truncatingIfNeeded: value)
        var text = String(number >> 24)
        for shift in stride(from: 16, through: 0, by: -8) {
            text += "."
            text += String(number >> UInt32(shift) & 0xff)
        }
        return text
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Reads `10.57.4.20` or an IPv6 text form (RFC 4291, section 2.2); `nil` for anything else.
    ///
    /// Each part of an IPv4 address is a decimal number of 0 to 255 without leading zeros, so that
    /// `010.1.1.1`, which some programs read as octal, is refused.
    public init?(_ text: String) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let value = IPv6Text.parse(text) else { return nil }
            self.init(family: .ipv6, value: value)
        } else {
            guard let value = Self.parseDotted(text.utf8) else { return nil }
            self.init(v4: value)
        }
    }

    static func parseDotted(_ text: some Sequence<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var (points, digits) = (0, 0)
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if digits > 0, part == 0 { return nil }
                part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                if part > 255 { return nil }
            case UInt8(ascii: "."):
                if digits == 0 || points == 3 { return nil }
                value = value << 8 | part
                (points, part, digits) = (points + 1, 0, 0)
            default:
                return nil
            }
        }
        return points == 3 && digits > 0 ? value << 8 | part : nil
    }
}

extension IPAddress: Comparable {
    /// IPv4 before IPv6, then by number.
    public static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.family == b.family ? a.value < b.value : a.family == .ipv4
    }
}

extension IPAddress: Codable {
    public init(from decoder: any Decoder) throws { self = try decoder.losslessText("an IP address") }
    public func encode(to encoder: any Encoder) throws { try encoder.text(self) }
}
