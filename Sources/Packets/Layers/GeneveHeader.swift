/// A geneve header: 8 bytes and options, then mostly an Ethernet frame (RFC 8926).
public struct GeneveHeader: Sendable, Hashable {
    /// The virtual network identifier: 24 bits.
    public var vni: UInt32
    /// The type of what follows: 0x6558 for an Ethernet frame.
    public var etherType: EtherType
    /// Whether it is a control packet, which end points read themselves (`O`).
    public var isControl: Bool
    /// Whether an option must be understood (`C`).
    public var hasCriticalOptions: Bool
    /// The header's length in bytes, with its options: 8 to 260.
    public var headerLength: Int

    static let length = 8

    init(_ window: ByteWindow) throws(HeaderFault) {
        let first = try window.u8(0), flags = try window.u8(1)
        guard first >> 6 == 0 else { throw .malformed }
        headerLength = Self.length + Int(first & 0x3f) * 4
        isControl = flags & 0x80 != 0
        hasCriticalOptions = flags & 0x40 != 0
        etherType = EtherType(rawValue: try window.u16(2))
        vni = try window.u24(4)
        try window.require(headerLength)
    }
}
