import Testing

@testable import Packets

/// No bytes may make the room fail: reaching the end of a test is what it proves.
@Suite struct RobustnessTests {
    static let everything = GoldenFrames.ethernet + GoldenFrames.raw + GoldenFrames.linuxSLL

    private func exercise(_ frame: Frame, _ text: inout TcpdumpText) {
        let dissection = Dissection(frame)
        // What comes from the network reaches a terminal as this: no byte of it may be one that a terminal acts on.
        let isPrintable = text.line(for: frame).utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a || $0 == 0x09 }
        #expect(isPrintable)
        var end = 0
        for placed in dissection.placed {
            #expect(placed.range.lowerBound >= end && placed.range.upperBound <= frame.bytes.count)
            end = placed.range.upperBound
        }
        #expect(dissection.placed.count <= frame.bytes.count / 4 + 1)
    }

    @Test func `every frame cut at every length is survived`() {
        var text = TcpdumpText(.init(showsLinkHeader: true))
        for (_, frame) in Self.everything {
            for length in 0...frame.bytes.count {
                let bytes = Array(frame.bytes.prefix(length))
                exercise(Frame(bytes: bytes, originalLength: frame.bytes.count, linkType: frame.linkType), &text)
                exercise(Frame(bytes: bytes, linkType: frame.linkType), &text)
            }
        }
    }

    @Test(arguments: [UInt8(0x01), 0x80, 0xff, 0x10])
    func `every frame with any byte changed is survived`(flip: UInt8) {
        var text = TcpdumpText()
        for (_, frame) in Self.everything {
            for index in frame.bytes.indices {
                var changed = frame
                changed.bytes[index] ^= flip
                exercise(changed, &text)
            }
        }
    }

    @Test func `random bytes under every link type are survived`() {
        var text = TcpdumpText()
        var generator = LinearGenerator(state: 4)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<120, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for linkType in LinkType.allCases { exercise(Frame(bytes: bytes, linkType: linkType), &text) }
        }
    }

    @Test func `a packet of a thousand nested headers is taken apart in linear time`() {
        // 20 bytes each, as many as a length field allows; the last promises one more.
        var packet: [UInt8] = []
        while packet.count + 20 < 65_535 {
            let rest = 65_520 - packet.count
            packet += [0x45, 0] + Build.word(rest) + [0, 0, 0, 0, 64, 4, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
        }
        let frame = Frame(bytes: packet, linkType: .raw)
        let clock = ContinuousClock()
        var dissection = Dissection(placed: [])
        let time = clock.measure { dissection = Dissection(frame) }
        #expect(dissection.placed.count == 3277)
        #expect(dissection.placed.last?.envelope == 3275)
        #expect(time < .seconds(1))

        let pattern = PacketPattern(Array(repeating: .ipv4(IPv4Pattern()), count: 50) + [.icmp(ICMPPattern())])
        let matching = clock.measure { #expect(!pattern.matches(dissection)) }
        #expect(matching < .seconds(2))
        var text = TcpdumpText()
        #expect(text.line(for: frame).hasSuffix("[nested too deeply]"))
    }
}

/// The same numbers in every run.
struct LinearGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
