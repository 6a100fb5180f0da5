/// A VXLAN header: 8 bytes, then an Ethernet frame (RFC 7348).
public struct VXLANHeader: Sendable, Hashable {
    /// 0x08 says that the identifier is valid; every sender sets it.
    public var flags: UInt8
    /// The VXLAN network identifier: 24 bits.
    public var vni: UInt32

    static let length = 8

    init(_ window: ByteWindow) throws(HeaderFault) {
        flags = try window.u8(0)
        vni = try window.u24(4)
        try window.require(Self.length)
    }
}
