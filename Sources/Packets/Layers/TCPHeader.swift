/// A TCP header: 20 to 60 bytes (RFC 9293). The checksum is not judged, as in ``UDPHeader``.
public struct TCPHeader: Sendable, Hashable {
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    public var sequence: UInt32
    public var acknowledgement: UInt32
    /// The header's length in bytes.
    public var headerLength: Int
    public var flags: TCPFlags
    /// As the header has it, without the connection's window scale.
    public var window: UInt16
    public var checksum: UInt16
    public var urgentPointer: UInt16
    public var options: [TCPOption]

    static let minimumLength = 20

    init(_ bytes: ByteWindow) throws(HeaderFault) {
        try bytes.require(Self.minimumLength)
        sourcePort = try bytes.u16(0)
        destinationPort = try bytes.u16(2)
        sequence = try bytes.u32(4)
        acknowledgement = try bytes.u32(8)
        headerLength = Int(try bytes.u8(12) >> 4) * 4
        guard headerLength >= Self.minimumLength else { throw .malformed }
        flags = TCPFlags(rawValue: try bytes.u8(13))
        window = try bytes.u16(14)
        checksum = try bytes.u16(16)
        urgentPointer = try bytes.u16(18)
        options = TCPOption.list(bytes.prefix(headerLength).dropFirst(Self.minimumLength))
    }
}
