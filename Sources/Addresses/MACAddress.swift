/// An Ethernet address of 48 bits.
public struct MACAddress: Sendable, Hashable {
    /// The address as a number: the first byte on the wire is the highest.
    public let value: UInt64

    /// - Precondition: `value` has 48 bits at the most.
    public init(value: UInt64) {
        precondition(value >> 48 == 0, "a MAC address has 48 bits")
        self.value = value
    }

    /// An address from its six bytes in the order of the wire; `nil` for another count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        self.init(value: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The six bytes in the order of the wire.
    public var bytes: [UInt8] {
        (0..<6).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }

    /// ff:ff:ff:ff:ff:ff
    public static let broadcast = MACAddress(value: 0xffff_ffff_ffff)
    /// 00:00:00:00:00:00, which in a vxlan device's forwarding table means "every address unknown".
    public static let zero = MACAddress(value: 0)

    /// Whether the group bit is set: multicast and broadcast.
    public var isMulticast: Bool { value >> 40 & 1 == 1 }
}

extension MACAddress: LosslessStringConvertible {
    /// Six pairs of lower-case hexadecimal digits with colons between.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(17)
        for shift in stride(from: 40, through: 0, by: -8) {
            if !text.isEmpty { text.append(UInt8(ascii: ":")) }
            text.append(Self.digit(value >> UInt64(shift + 4)))
            text.append(Self.digit(value >> UInt64(shift)))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The last four bits as a hexadecimal digit.
    private static func digit(_ value: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value & 0xf)
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Reads `8a:e7:df:c0:84:07`: six pairs of hexadecimal digits.
    public init?(_ text: String) {
        let pairs = text.split(separator: ":", omittingEmptySubsequences: false)
        guard pairs.count == 6 else { return nil }
        var value: UInt64 = 0
        for pair in pairs {
            guard pair.utf8.count == 2, !pair.hasPrefix("+"), !pair.hasPrefix("-"), let byte = UInt8(pair, radix: 16)
            else { return nil }
            value = value << 8 | UInt64(byte)
        }
        self.init(value: value)
    }
}

extension MACAddress: Codable {
    public init(from decoder: any Decoder) throws { self = try decoder.losslessText("a MAC address") }
    public func encode(to encoder: any Encoder) throws { try encoder.text(self) }
}
