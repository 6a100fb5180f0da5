import Packets
import Testing

@testable import Tunnels

/// Cutting TCP into segments and putting it together, without a kernel.
struct TCPSegmentationTests {
    @Test func `the sum of many bytes at once is that of one after the other`() {
        let bytes = TestSegment.text(400)
        for start in 0..<9 {
            for length in 0..<200 {
                let part = Array(bytes[start..<start + length])
                var sum = OnesComplementSum()
                bytes.withUnsafeBytes { sum.add(UnsafeRawBufferPointer(rebasing: $0[start..<start + length])) }
                #expect(UInt16(bigEndian: sum.checksum) == InternetChecksum.of(part), "\(length) bytes from \(start)")
            }
        }
        var full = OnesComplementSum()
        let ones = [UInt8](repeating: 0xff, count: 65_535)
        ones.withUnsafeBytes { full.add($0) }
        #expect(UInt16(bigEndian: full.checksum) == InternetChecksum.of(ones))
    }

    @Test(arguments: [0, 1, 99, 100, 101, 200, 201, 1000, 65_000])
    func `a long packet is cut into segments of the size that it asks for`(length: Int) {
        let whole = TestSegment(
            identification: 0xfffe, sequence: 0xffff_ff00, flags: 0x99, urgent: 3, payload: TestSegment.text(length))
        let delivery = Delivery(offload: OffloadHeader(segmentSize: 100), packet: whole.bytes, count: 1)
        // FIN and PSH are told by the last one, CWR by the first.
        let count = max(1, (length + 99) / 100)
        let expected = (0..<count).map { index in
            var segment = whole
            segment.identification &+= UInt16(index)
            segment.sequence &+= UInt32(100 * index)
            segment.payload = Array(whole.payload[min(100 * index, length)..<min(100 * index + 100, length)])
            segment.flags = 0x10 | (index == 0 ? 0x80 : 0) | (index == count - 1 ? 0x09 : 0)
            return segment.bytes
        }
        #expect(delivery.segments() == expected)
    }

    @Test func `IP options and TCP options are in every segment`() {
        let whole = TestSegment(ipOptions: [0x94, 4, 0, 0], options: [UInt8](repeating: 1, count: 40), payload: TestSegment.text(250))
        let segments = Delivery(offload: OffloadHeader(segmentSize: 100), packet: whole.bytes, count: 1).segments()
        #expect(segments.map(\.count) == [184, 184, 134])
        #expect(segments.allSatisfy { $0[20..<24] == [0x94, 4, 0, 0] && InternetChecksum.isValid($0[..<24]) })
    }

    @Test func `what is no TCP packet is not cut`() {
        let whole = TestSegment(payload: TestSegment.text(50)).bytes
        var udp = whole, fragment = whole, short = whole
        udp[9] = 17
        fragment[7] = 1
        short[32] = 0xf0
        for packet in [udp, fragment, Array(short[..<60]), Array(whole[..<39]), []] {
            #expect(Delivery(offload: OffloadHeader(segmentSize: 100), packet: packet, count: 1).segments() == [])
        }
        #expect(Delivery(offload: OffloadHeader(segmentSize: 0), packet: whole, count: 1).segments() == [])
    }

    @Test func `a checksum that was left to be made is made, and never beyond the packet`() {
        var packet = TestSegment(payload: TestSegment.text(33)).bytes
        let finished = packet
        // As the kernel leaves it: the sum of the pseudo-header, not complemented.
        let pseudo = ~InternetChecksum.of(packet[12..<20] + [0, 6, 0, UInt8(packet.count - 20)])
        (packet[36], packet[37]) = (UInt8(pseudo >> 8), UInt8(truncatingIfNeeded: pseudo))
        let offload = OffloadHeader(checksum: .init(start: 20, offset: 16))
        #expect(Delivery(offload: offload, packet: packet, count: 1).segments() == [finished])
        for (start, offset) in [(packet.count, 0), (20, packet.count - 21), (0, 65_535), (65_535, 65_535), (0, 0)] {
            let wrong = OffloadHeader(checksum: .init(start: start, offset: offset))
            let isDone = packet.withUnsafeMutableBytes { wrong.finishChecksum(of: $0) }
            #expect(!isDone, "\(start) + \(offset)")
        }
    }
}

extension OffloadHeader {
    init(checksum: Checksum? = nil, segmentSize: Int? = nil) {
        self.init()
        self.checksum = checksum
        self.segmentSize = segmentSize
    }
}
