import Addresses

/// An ICMPv6 message: errors and echoes (RFC 4443), neighbour discovery (RFC 4861) and multicast
/// listener discovery (RFC 2710, RFC 3810).
public struct ICMPv6Message: Sendable, Hashable {
    public var type: UInt8
    public var code: UInt8
    public var checksum: UInt16
    /// `nil` if the message was not captured whole, or is a part of a packet.
    public var checksumIsValid: Bool?
    /// Of an echo request or reply.
    public var identifier: UInt16?
    /// Of an echo request or reply.
    public var sequence: UInt16?
    /// Of "packet too big": the next link's MTU in bytes.
    public var mtu: UInt32?
    /// Of a neighbour solicitation or advertisement, and a redirect's better first hop.
    public var target: IPAddress?
    /// The source or target link-layer address option, of Ethernet.
    public var linkLayerAddress: MACAddress?
    /// Of MLD version 1 (and a version 2 query): the multicast group; `::` in a general query.
    public var multicastAddress: IPAddress?
    /// Of an MLD version 2 report.
    public var groupRecords: [MulticastGroupRecord] = []
    /// Of an error: the packet that it answers. It is part of this message, not layers of its own.
    public var quoted: QuotedDatagram?

    /// Whether this is an error: types below 128.
    public var isError: Bool { type < 128 }

    static let length = 8

    init(_ window: ByteWindow, isWhole: Bool, from source: IPAddress, to destination: IPAddress) throws(HeaderFault) {
        try window.require(Self.length)
        type = try window.u8(0)
        code = try window.u8(1)
        checksum = try window.u16(2)
        if isWhole {
            checksumIsValid = InternetChecksum.of(window.slice, from: source, to: destination, protocol: .icmpv6) == 0
        }
        switch type {
        case 1...4:
            if type == 2 { mtu = try window.u32(4) }
            quoted = QuotedDatagram(window.dropFirst(Self.length))
        case 128, 129:
            identifier = try window.u16(4)
            sequence = try window.u16(6)
        case 130...132:
            multicastAddress = try window.ipv6(8)
        case 133:
            linkLayerAddress = Self.linkLayerAddress(window.dropFirst(8))
        case 134:
            linkLayerAddress = Self.linkLayerAddress(window.dropFirst(16))
        case 135, 136:
            target = try window.ipv6(8)
            linkLayerAddress = Self.linkLayerAddress(window.dropFirst(24))
        case 137:
            target = try window.ipv6(8)
            linkLayerAddress = Self.linkLayerAddress(window.dropFirst(40))
        case 143:
            groupRecords = MulticastGroupRecord.list(
                window.dropFirst(Self.length), count: Int(try window.u16(6)), family: .ipv6)
        default:
            break
        }
    }

    /// The first link-layer address among the options (types 1 and 2, RFC 4861 section 4.6.1).
    private static func linkLayerAddress(_ options: ByteWindow) -> MACAddress? {
        var rest = options
        while let type = try? rest.u8(0), let units = try? rest.u8(1), units > 0 {
            if type == 1 || type == 2, units == 1, let address = try? rest.mac(2) { return address }
            rest = rest.dropFirst(Int(units) * 8)
        }
        return nil
    }
}
