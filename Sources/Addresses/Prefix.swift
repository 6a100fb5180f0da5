/// An address with a prefix length, in CIDR notation.
///
/// It stands for both things that are written so: a network, `192.168.11.0/24`, and an address on a
/// link together with its network, `10.57.4.20/24`. ``network`` clears the host bits.
public struct Prefix: Sendable, Hashable {
    public let address: IPAddress
    /// How many leading bits name the network: 0 to 32 or 0 to 128.
    public let length: Int

    /// - Precondition: `length` fits the family.
    public init(_ address: IPAddress, length: Int) {
        precondition((0...address.family.bits).contains(length))
        self.address = address
        self.length = length
    }

    /// The single address: a /32 or a /128.
    public init(host address: IPAddress) {
        self.init(address, length: address.family.bits)
    }

    /// 0.0.0.0/0 or ::/0.
    public static func `default`(_ family: IPAddress.Family) -> Prefix {
        Prefix(.unspecified(family), length: 0)
    }

    public var family: IPAddress.Family { address.family }

    /// The same prefix with every host bit zero.
    public var network: Prefix {
        Prefix(IPAddress(family: family, value: address.value & mask), length: length)
    }

    /// Whether no bit beyond the length is set.
    public var isNetwork: Bool { self == network }

    /// Whether the prefix covers a single address.
    public var isHost: Bool { length == family.bits }

    /// Whether `address` lies in the network. Never true across families.
    public func contains(_ address: IPAddress) -> Bool {
        address.family == family && address.value & mask == self.address.value & mask
    }

    /// The last address of an IPv4 network, to which a broadcast goes.
    public var broadcast: IPAddress {
        IPAddress(family: family, value: address.value | (Self.ones(family.bits) & ~mask))
    }

    private var mask: UInt128 {
        Self.ones(family.bits) & ~Self.ones(family.bits - length)
    }

    private static func ones(_ count: Int) -> UInt128 {
        count == 128 ? .max : (1 << UInt128(count)) - 1
    }
}

extension Prefix: LosslessStringConvertible {
    public var description: String { address.description + "/" + String(length) }

    /// Reads `10.57.4.20/24`. The length may not be left out.
    public init?(_ text: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")), let address = IPAddress(String(text[..<slash])) else { return nil }
        let digits = text[text.utf8.index(after: slash)...]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(digits), length <= address.family.bits
        else { return nil }
        self.init(address, length: length)
    }
}

extension Prefix: Codable {
    public init(from decoder: any Decoder) throws { self = try decoder.losslessText("an address with a prefix length") }
    public func encode(to encoder: any Encoder) throws { try encoder.text(self) }
}
