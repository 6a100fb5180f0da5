import Testing

@testable import Tunnels

/// Packets that their sender's kernel has left unfinished are told from those that are finished, or harmed.
@Suite struct UnfinishedPacketTests {
    private func segment(_ payload: Int) -> [UInt8] { TestSegment(payload: [UInt8](repeating: 0x5a, count: payload)).bytes }

    /// Puts the pseudo-header's sum where TCP's checksum goes.
    private func unfinished(_ payload: Int) throws -> [UInt8] {
        var bytes = segment(payload)
        try bytes.withUnsafeMutableBytes { bytes in
            let tcp = try #require(TCPBytes(bytes))
            bytes.storeBytes(of: tcp.pseudoHeader(length: bytes.count - 20).folded, toByteOffset: 36, as: UInt16.self)
        }
        return bytes
    }

    private func left(of packet: [UInt8], mtu: Int = 1480) -> OffloadHeader? {
        var packet = packet
        return packet.withUnsafeMutableBytes { OffloadHeader(leftOf: $0, mtu: mtu) }
    }

    @Test func `of a short packet the checksum is left to be made, of a long one also the segments`() throws {
        let short = try #require(left(of: try unfinished(100)))
        #expect(short.checksum == .init(start: 20, offset: 16) && short.segmentSize == nil)
        let long = try #require(left(of: try unfinished(20_000)))
        #expect(long.checksum == .init(start: 20, offset: 16) && long.segmentSize == 1480 - 52 && long.headerLength == 52)
    }

    @Test(arguments: [100, 8_000, 20_000])
    func `nothing is left of a finished packet, however long, nor of one that was harmed on the way`(payload: Int) {
        var bytes = segment(payload)
        #expect(left(of: bytes) == nil)
        bytes[bytes.count - 1] ^= 1
        let harmed = bytes
        #expect(left(of: bytes) == nil && bytes == harmed)
    }
}
