/// A UDP header: 8 bytes (RFC 768).
///
/// The checksum is not judged: on the sending host's own links it is most often left to the
/// network card, and a capture there shows it unfinished.
public struct UDPHeader: Sendable, Hashable {
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// Header and payload in bytes.
    public var length: Int
    public var checksum: UInt16

    static let length = 8

    init(_ window: ByteWindow) throws(HeaderFault) {
        sourcePort = try window.u16(0)
        destinationPort = try window.u16(2)
        length = Int(try window.u16(4))
        checksum = try window.u16(6)
    }
}
