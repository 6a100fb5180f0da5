/// An IEEE 802.1Q tag: the four bytes whose first two the header before it has as its type.
public struct VLANTag: Sendable, Hashable {
    /// The VLAN identifier: 0 to 4095; 0 means priority only.
    public var identifier: UInt16
    /// The priority code point: 0 to 7.
    public var priority: UInt8
    /// Whether the frame may be dropped first.
    public var dropEligible: Bool
    /// The type of what follows the tag.
    public var etherType: EtherType

    static let length = 4

    init(_ window: ByteWindow) throws(HeaderFault) {
        let control = try window.u16(0)
        identifier = control & 0xfff
        priority = UInt8(control >> 13)
        dropEligible = control & 0x1000 != 0
        etherType = EtherType(rawValue: try window.u16(2))
    }
}
