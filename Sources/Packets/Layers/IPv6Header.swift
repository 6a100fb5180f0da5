import Addresses

/// An IPv6 header of 40 bytes with the extension headers after it (RFC 8200).
public struct IPv6Header: Sendable, Hashable {
    /// What a fragment header says.
    public struct Fragment: Sendable, Hashable {
        /// Where the payload begins in the whole packet's fragmentable part, in bytes.
        public var offset: Int
        public var moreFragments: Bool
        public var identification: UInt32
    }

    public var trafficClass: UInt8
    /// 20 bits.
    public var flowLabel: UInt32
    /// Everything after the 40 bytes, in bytes.
    public var payloadLength: Int
    /// The number in the header itself: an extension header's, or ``upperProtocol``.
    public var nextHeader: IPProtocol
    public var hopLimit: UInt8
    public var source: IPAddress
    public var destination: IPAddress
    /// The extension headers in order; empty in most packets.
    public var extensionHeaders: [IPProtocol] = []
    /// What stands after the last extension header.
    public var upperProtocol: IPProtocol
    public var fragment: Fragment?
    /// The 40 bytes and the extension headers.
    public private(set) var headerLength = Self.length
    /// Whether the bytes ended within the extension headers.
    var endsInExtension = false

    static let length = 40

    init(_ window: ByteWindow) throws(HeaderFault) {
        let first = try window.u32(0)
        guard first >> 28 == 6 else { throw .malformed }
        trafficClass = UInt8(truncatingIfNeeded: first >> 20)
        flowLabel = first & 0xfffff
        payloadLength = Int(try window.u16(4))
        nextHeader = IPProtocol(rawValue: try window.u8(6))
        hopLimit = try window.u8(7)
        source = try window.ipv6(8)
        destination = try window.ipv6(24)
        upperProtocol = nextHeader
        do { try walkExtensions(window.prefix(Self.length + payloadLength)) } catch { endsInExtension = true }
    }

    private mutating func walkExtensions(_ window: ByteWindow) throws(HeaderFault) {
        while true {
            let length: Int
            switch upperProtocol {
            case .hopByHop, .routing, .destinationOptions:
                length = (Int(try window.u8(headerLength + 1)) + 1) * 8
            case .authentication:
                length = (Int(try window.u8(headerLength + 1)) + 2) * 4
            case .fragment:
                let word = try window.u16(headerLength + 2)
                fragment = Fragment(
                    offset: Int(word & 0xfff8), moreFragments: word & 1 != 0,
                    identification: try window.u32(headerLength + 4))
                length = 8
            default:
                return
            }
            try window.require(length, at: headerLength)
            extensionHeaders.append(upperProtocol)
            upperProtocol = IPProtocol(rawValue: try window.u8(headerLength))
            headerLength += length
            // What follows a later fragment's header is the middle of something.
            if let fragment, fragment.offset > 0 { return }
        }
    }
}
