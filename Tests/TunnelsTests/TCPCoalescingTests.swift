import Packets
import Testing

@testable import Tunnels

/// Which segments become one packet, and that they can be cut again.
struct TCPCoalescingTests {
    private func counts(_ segments: [TestSegment]) -> [Int] { counts(segments.map(\.bytes)) }

    /// How many packets are in each delivery; every delivery must give the same packets again.
    private func counts(_ packets: [[UInt8]], at location: SourceLocation = #_sourceLocation) -> [Int] {
        let deliveries = Delivery.all(of: packets)
        #expect(deliveries.flatMap { $0.segments() } == packets, sourceLocation: location)
        for delivery in deliveries {
            #expect((delivery.offload.segmentSize != nil) == (delivery.count > 1), sourceLocation: location)
            if delivery.count > 1 { #expect(InternetChecksum.isValid(delivery.packet[..<20]), sourceLocation: location) }
        }
        return deliveries.map(\.count)
    }

    @Test func `segments that follow each other become one packet, of which the last may be shorter`() {
        let run = TestSegment.run([100, 100, 100, 60])
        #expect(counts(run) == [4])
        let delivery = Delivery.all(of: run.map(\.bytes))[0]
        #expect(delivery.offload.segmentSize == 100 && delivery.offload.headerLength == 52)
        #expect(delivery.offload.checksum == .init(start: 20, offset: 16))
        #expect(delivery.packet.count == 52 + 360)
    }

    @Test func `a shorter segment is the last, a longer one is another's first`() {
        // The second of 60 is a first one, which a longer one does not follow.
        #expect(counts(TestSegment.run([100, 60, 60, 100, 100])) == [2, 1, 2])
    }

    @Test func `a segment that ends a message is the last`() {
        var run = TestSegment.run([100, 100, 100, 100])
        run[1].flags = 0x18
        #expect(counts(run) == [2, 2])
        run[0].flags = 0x18
        #expect(counts(run) == [1, 1, 2])
    }

    @Test(arguments: [
        { $0.source[3] = 9 }, { $0.destination[3] = 9 }, { $0.port += 1 }, { $0.typeOfService = 8 }, { $0.typeOfService = 1 },
        { $0.dontFragment = false }, { $0.ttl = 63 }, { $0.identification &+= 1 }, { $0.identification = 0 },
        { $0.sequence &+= 1 }, { $0.sequence &-= 100 }, { $0.sequence &+= 0x8000_0000 }, { $0.acknowledgement += 1 }, { $0.window += 1 },
        { $0.urgent = 1 }, { $0.options[7] += 1 }, { $0.options = [] }, { $0.ipOptions = [1, 1, 1, 1] }, { $0.reserved = 1 },
        { $0.payload = [] },
    ] as [@Sendable (inout TestSegment) -> Void])
    func `a segment that differs in anything else is another packet`(change: @Sendable (inout TestSegment) -> Void) {
        var run = TestSegment.run([100, 100])
        change(&run[1])
        #expect(counts(run) == [1, 1])
    }

    @Test(arguments: [0x00, 0x01, 0x02, 0x04, 0x20, 0x40, 0x80] as [UInt8])
    func `only ACK and PSH may be set`(flag: UInt8) {
        for index in 0..<2 {
            var run = TestSegment.run([100, 100])
            run[index].flags = flag == 0 ? 0 : 0x10 | flag
            #expect(counts(run) == [1, 1])
            for other in 0..<2 { run[other].flags = run[index].flags }
            #expect(counts(run) == [1, 1])
        }
    }

    @Test func `what was harmed on the way stays as it is, so that the receiver sees it`() {
        for harmed in 0..<3 {
            // In the payload, in the TCP header's checksum, in the IP header's.
            for place in [60, 36, 10] {
                var packets = TestSegment.run([100, 100, 100]).map(\.bytes)
                packets[harmed][place] ^= 0x40
                let deliveries = Delivery.all(of: packets)
                #expect(deliveries.flatMap { $0.segments() } == packets)
                #expect(deliveries.contains { $0.count == 1 && $0.packet == packets[harmed] && $0.offload == OffloadHeader() })
            }
        }
    }

    @Test func `the packet is no longer than a packet can be, nor of more segments than there is room for`() {
        #expect(counts(TestSegment.run([Int](repeating: 16_000, count: 6))) == [4, 2])
        #expect(counts(TestSegment.run([Int](repeating: 16_371, count: 4) )) == [3, 1])
        #expect(counts(TestSegment.run([Int](repeating: 16_370, count: 4) + [3])) == [5])
        #expect(counts(TestSegment.run([Int](repeating: 16_370, count: 4) + [4])) == [4, 1])
        #expect(counts(TestSegment.run([Int](repeating: 10, count: MessageVector.capacity + 5))) == [MessageVector.capacity, 5])
    }

    @Test func `numbers may pass their end`() {
        #expect(counts(TestSegment.run([100, 100, 100]) { ($0.sequence, $0.identification) = (0xffff_ff9c, 0xffff) }) == [3])
    }

    @Test func `packets of other kinds, and bytes behind the end, stay as they are`() {
        var run = TestSegment.run([100, 100]).map(\.bytes)
        run.insert(echo(to: [10, 2, 0, 2]), at: 1)
        #expect(counts(run) == [1, 1, 1])
        run = TestSegment.run([100, 100]).map(\.bytes)
        for index in 0..<2 {
            var padded = run
            padded[index] += [0, 0]
            #expect(counts(padded) == [1, 1])
        }
        // Bytes that TCP's sum takes in and the IP header does not.
        for index in 0..<2 {
            var shortened = run
            shortened[index][3] -= 2
            let sum = InternetChecksum.of(shortened[index][..<10] + [0, 0] + shortened[index][12..<20])
            (shortened[index][10], shortened[index][11]) = (UInt8(sum >> 8), UInt8(truncatingIfNeeded: sum))
            #expect(counts(shortened) == [1, 1])
        }
        for index in 0..<2 {
            var fragment = TestSegment.run([100, 100])
            for other in index..<2 { fragment[other].dontFragment = false }
            var packets = fragment.map(\.bytes)
            packets[index][6] |= 0x20
            let sum = InternetChecksum.of(packets[index][..<10] + [0, 0] + packets[index][12..<20])
            (packets[index][10], packets[index][11]) = (UInt8(sum >> 8), UInt8(truncatingIfNeeded: sum))
            #expect(counts(packets) == [1, 1])
        }
    }

    @Test func `whatever order the packets of several streams come in, they go out in that order`() {
        var generator = Numbers(state: 7)
        var joined = 0
        for _ in 0..<300 {
            var streams = (0..<3).map { TestSegment(port: 40_000 + UInt16($0), payload: TestSegment.text(50)) }
            var packets: [[UInt8]] = []
            var stream = 0
            for _ in 0..<40 {
                if generator.next(6) == 0 { stream = Int(generator.next(3)) }
                switch generator.next(20) {
                case 0: streams[stream].flags ^= 0x08
                case 1: streams[stream].sequence &-= UInt32(generator.next(200))
                case 2: streams[stream].acknowledgement += 1
                case 3: packets.append(Array(streams[stream].bytes.dropLast(Int(generator.next(90)))))
                default: break
                }
                packets.append(streams[stream].bytes)
                streams[stream] = streams[stream].next(generator.next(5) == 0 ? Int(generator.next(50)) : 50)
            }
            joined += counts(packets).count { $0 > 2 }
        }
        // Else nothing would have been shown.
        #expect(joined > 300)
    }
}
