import Addresses

/// An ICMP message of IPv4 (RFC 792).
public struct ICMPMessage: Sendable, Hashable {
    public var type: UInt8
    public var code: UInt8
    public var checksum: UInt16
    /// `nil` if the message was not captured whole, or is a part of a datagram.
    public var checksumIsValid: Bool?
    /// Of an echo request or reply and the other queries.
    public var identifier: UInt16?
    /// Of an echo request or reply and the other queries.
    public var sequence: UInt16?
    /// Of "fragmentation needed": the MTU of the link that the packet was too long for, in bytes
    /// (RFC 1191). Zero from a router that does not say.
    public var nextHopMTU: UInt16?
    /// Of a redirect: the better first hop.
    public var gateway: IPAddress?
    /// Of an error: the packet that it answers. It is part of this message, not layers of its own.
    public var quoted: QuotedDatagram?

    /// Whether this is an error, which quotes the packet that it answers.
    public var isError: Bool { [3, 4, 5, 11, 12].contains(type) }

    static let length = 8

    /// - Parameter isWhole: whether the window holds the whole message.
    init(_ window: ByteWindow, isWhole: Bool) throws(HeaderFault) {
        try window.require(Self.length)
        type = try window.u8(0)
        code = try window.u8(1)
        checksum = try window.u16(2)
        checksumIsValid = isWhole ? InternetChecksum.isValid(window.slice) : nil
        switch type {
        case 0, 8, 13...18:
            identifier = try window.u16(4)
            sequence = try window.u16(6)
        case 3 where code == 4:
            nextHopMTU = try window.u16(6)
        case 5:
            gateway = try window.ipv4(4)
        default:
            break
        }
        if isError { quoted = QuotedDatagram(window.dropFirst(Self.length)) }
    }
}
