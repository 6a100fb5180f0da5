/// A GRE header: 4 to 16 bytes (RFC 2784, RFC 2890).
public struct GREHeader: Sendable, Hashable {
    /// The type of what follows: IPv4, IPv6 or an Ethernet frame.
    public var etherType: EtherType
    public var checksum: UInt16?
    public var key: UInt32?
    public var sequence: UInt32?
    /// The header's length in bytes.
    public var headerLength: Int

    init(_ window: ByteWindow) throws(HeaderFault) {
        let flags = try window.u16(0)
        etherType = EtherType(rawValue: try window.u16(2))
        // Version 1 is PPTP's; the routing bit was of RFC 1701, which nothing on Linux speaks.
        guard flags & 7 == 0, flags & 0x4000 == 0 else { throw .malformed }
        headerLength = 4
        if flags & 0x8000 != 0 {
            checksum = try window.u16(headerLength)
            headerLength += 4
        }
        if flags & 0x2000 != 0 {
            key = try window.u32(headerLength)
            headerLength += 4
        }
        if flags & 0x1000 != 0 {
            sequence = try window.u32(headerLength)
            headerLength += 4
        }
        try window.require(headerLength)
    }
}
