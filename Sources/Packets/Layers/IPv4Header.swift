import Addresses

/// An IPv4 header: 20 to 60 bytes (RFC 791).
public struct IPv4Header: Sendable, Hashable {
    /// The header's length in bytes: 20, or up to 60 with options.
    public var headerLength: Int
    /// The type of service byte: DSCP in its high six bits, ECN in the low two (RFC 2474, RFC 3168).
    public var typeOfService: UInt8
    /// Header and payload in bytes. Zero means that the sending host left the cutting to its
    /// network card (TSO), and that the packet goes to the frame's end.
    public var totalLength: Int
    public var identification: UInt16
    public var dontFragment: Bool
    public var moreFragments: Bool
    /// Where the payload begins in the whole datagram's payload, in bytes.
    public var fragmentOffset: Int
    /// The time to live, in hops.
    public var ttl: UInt8
    public var protocolNumber: IPProtocol
    public var checksum: UInt16
    public var checksumIsValid: Bool
    public var source: IPAddress
    public var destination: IPAddress

    /// Whether the header has options.
    public var hasOptions: Bool { headerLength > Self.minimumLength }
    /// Whether the packet is a part of a datagram.
    public var isFragment: Bool { moreFragments || fragmentOffset > 0 }

    static let minimumLength = 20

    init(_ window: ByteWindow) throws(HeaderFault) {
        let first = try window.u8(0)
        headerLength = Int(first & 0xf) * 4
        guard first >> 4 == 4, headerLength >= Self.minimumLength else { throw .malformed }
        typeOfService = try window.u8(1)
        totalLength = Int(try window.u16(2))
        guard totalLength == 0 || totalLength >= headerLength else { throw .malformed }
        identification = try window.u16(4)
        let fragment = try window.u16(6)
        dontFragment = fragment & 0x4000 != 0
        moreFragments = fragment & 0x2000 != 0
        fragmentOffset = Int(fragment & 0x1fff) * 8
        ttl = try window.u8(8)
        protocolNumber = IPProtocol(rawValue: try window.u8(9))
        checksum = try window.u16(10)
        source = try window.ipv4(12)
        destination = try window.ipv4(16)
        checksumIsValid = InternetChecksum.isValid(try window.bytes(headerLength, at: 0))
    }
}
