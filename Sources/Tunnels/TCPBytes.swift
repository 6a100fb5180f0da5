/// A TCP packet over IPv4 that is one whole datagram, in place (RFC 9293): for cutting into segments, and putting them together.
struct TCPBytes {
    static let protocolNumber: UInt8 = 6
    /// Where TCP's checksum is, counted from the start of its header.
    static let checksumOffset = 16
    /// Of both headers together, in bytes.
    static let longestHeaders = 120

    enum Flag {
        static let finish: UInt8 = 0x01
        static let push: UInt8 = 0x08
        static let acknowledgement: UInt8 = 0x10
        static let congestionReduced: UInt8 = 0x80
    }

    /// From the IP header to the end of the payload.
    let bytes: UnsafeMutableRawBufferPointer
    let ipHeaderLength: Int
    /// Where the payload begins.
    let headerLength: Int

    /// `nil` for anything else: another protocol, a fragment, a header cut short.
    init?(_ packet: UnsafeMutableRawBufferPointer) {
        guard let header = IPv4Bytes(packet), packet[9] == Self.protocolNumber else { return nil }
        // More fragments, or not the first.
        guard packet[6] & 0x3f == 0, packet[7] == 0 else { return nil }
        ipHeaderLength = header.headerLength
        guard packet.count >= ipHeaderLength + 20 else { return nil }
        let tcpLength = Int(packet[ipHeaderLength + 12] >> 4) * 4
        headerLength = ipHeaderLength + tcpLength
        guard tcpLength >= 20, packet.count >= headerLength else { return nil }
        bytes = packet
    }

    var payloadLength: Int { bytes.count - headerLength }
    var identification: UInt16 { UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self)) }
    var sequence: UInt32 { UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: ipHeaderLength + 4, as: UInt32.self)) }
    var flags: UInt8 { bytes[ipHeaderLength + 13] }

    /// What the two addresses, the protocol and this length add to TCP's sum.
    func pseudoHeader(length: Int) -> OnesComplementSum {
        var sum = OnesComplementSum()
        sum.add(UnsafeRawBufferPointer(rebasing: bytes[12..<20]))
        sum.add(Int(Self.protocolNumber))
        sum.add(length)
        return sum
    }

    /// Whether the checksums of both headers are there, and right.
    var isSound: Bool {
        var header = OnesComplementSum()
        header.add(UnsafeRawBufferPointer(rebasing: bytes[..<ipHeaderLength]))
        guard header.isSound else { return false }
        var sum = pseudoHeader(length: bytes.count - ipHeaderLength)
        sum.add(UnsafeRawBufferPointer(rebasing: bytes[ipHeaderLength...]))
        return sum.isSound
    }
}
