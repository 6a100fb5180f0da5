import Testing

@testable import Packets

@Suite struct PcapNGTests {
    static let file: [UInt8] = {
        var writer = PcapNGWriter(hardware: "x86_64", operatingSystem: "Linux 6.1", application: "warren")
        let eth0 = writer.add(PcapNGInterface(name: "host1:eth0", description: "the underlay", linkType: .ethernet))
        let tun0 = writer.add(PcapNGInterface(name: "host1:tun0", linkType: .raw, snapLength: 96))
        writer.add(frames[0], on: eth0, comment: "the first, héhé")
        writer.add(frames[1], on: tun0)
        return writer.bytes
    }()

    static let frames = [
        Frame(bytes: Build.pingFrame.bytes, timestamp: 1_700_000_000_123_456_789),
        Frame(bytes: Array(Build.ping.prefix(33)), originalLength: 84, timestamp: 5, linkType: .raw),
    ]

    @Test func `what is written is read again`() throws {
        let reader = try PcapNGReader(Self.file)
        #expect(reader.packets.map(\.frame) == Self.frames)
        #expect(reader.packets.map(\.comment) == ["the first, héhé", nil])
        #expect(reader.packets.map(\.interface) == [0, 1])
        #expect(reader.interfaces.map(\.name) == ["host1:eth0", "host1:tun0"])
        #expect(reader.interfaces.map(\.description) == ["the underlay", nil])
        #expect(reader.interfaces.map(\.linkType) == [.ethernet, .raw])
        #expect(reader.interfaces.map(\.snapLength) == [262_144, 96])
        #expect(reader.application == "warren")
    }

    @Test func `a file is the same whether its bytes are taken at once or piece by piece`() {
        var writer = PcapNGWriter(hardware: "x86_64", operatingSystem: "Linux 6.1", application: "warren")
        var pieces = writer.takeBytes()
        let eth0 = writer.add(PcapNGInterface(name: "host1:eth0", description: "the underlay", linkType: .ethernet))
        pieces += writer.takeBytes()
        let tun0 = writer.add(PcapNGInterface(name: "host1:tun0", linkType: .raw, snapLength: 96))
        writer.add(Self.frames[0], on: eth0, comment: "the first, héhé")
        pieces += writer.takeBytes()
        writer.add(Self.frames[1], on: tun0)
        pieces += writer.takeBytes()
        #expect(pieces == Self.file)
        #expect(writer.bytes.isEmpty)
    }

    @Test func `the blocks have the bytes of the format`() {
        var writer = PcapNGWriter()
        #expect(writer.takeBytes() == [
            0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0,  // section header, length
            0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,  // byte order, version 1.0
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // section length not given
            28, 0, 0, 0,
        ])
        let link = writer.add(PcapNGInterface(name: "a", linkType: .ethernet, snapLength: 96))
        #expect(writer.takeBytes() == [
            1, 0, 0, 0, 40, 0, 0, 0,  // interface description
            1, 0, 0, 0, 96, 0, 0, 0,  // Ethernet, snapshot length
            2, 0, 1, 0, 0x61, 0, 0, 0,  // if_name "a"
            9, 0, 1, 0, 9, 0, 0, 0,  // if_tsresol 10^-9
            0, 0, 0, 0, 40, 0, 0, 0,
        ])
        writer.add(Frame(bytes: [1, 2, 3], originalLength: 9, timestamp: 0x1_0000_0002), on: link)
        #expect(writer.takeBytes() == [
            6, 0, 0, 0, 36, 0, 0, 0,  // enhanced packet
            0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,  // link, time high and low
            3, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3, 0,  // captured, original, bytes, padding
            36, 0, 0, 0,
        ])
    }

    /// A big-endian file with microseconds, a block of unknown type and a second section.
    static let bigEndian: [UInt8] = {
        func section() -> [UInt8] { [0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0] + Array(repeating: 0xff, count: 8) + [0, 0, 0, 28] }
        func link(_ type: UInt8) -> [UInt8] { [0, 0, 0, 1, 0, 0, 0, 20, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20] }
        func packet(_ link: UInt8) -> [UInt8] { [0, 0, 0, 6, 0, 0, 0, 36, 0, 0, 0, link, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 60, 0xaa, 0xbb, 0, 0, 0, 0, 0, 36] }
        let unknown: [UInt8] = [0, 0, 0x0b, 0xad, 0, 0, 0, 16, 1, 2, 3, 4, 0, 0, 0, 16]
        return section() + link(1) + unknown + packet(0) + section() + link(200) + link(101) + packet(0) + packet(1)
    }()

    @Test func `a big-endian file in microseconds is read, what is unknown passed over`() throws {
        let reader = try PcapNGReader(Self.bigEndian)
        #expect(reader.packets.map(\.frame) == [
            Frame(bytes: [0xaa, 0xbb], originalLength: 60, timestamp: 7000),
            Frame(bytes: [0xaa, 0xbb], originalLength: 60, timestamp: 7000, linkType: .raw),
        ])
        #expect(reader.packets.map(\.interface) == [0, 2])
        #expect(reader.skippedPackets == 1)
        #expect(reader.interfaces.map(\.linkTypeNumber) == [1, 200, 101])
    }

    @Test func `every resolution of time is brought to nanoseconds`() {
        #expect(PcapNGTimeResolution(code: nil).nanoseconds(1_000_001) == 1_000_001_000)
        #expect(PcapNGTimeResolution(code: 9).nanoseconds(UInt64.max) == UInt64.max)
        #expect(PcapNGTimeResolution(code: 3).nanoseconds(5) == 5_000_000)
        #expect(PcapNGTimeResolution(code: 0x80 | 10).nanoseconds(1536) == 1_500_000_000)
        #expect(PcapNGTimeResolution(code: 12).nanoseconds(1999) == 1)
        #expect(PcapNGTimeResolution(code: 0).nanoseconds(UInt64.max) == UInt64.max)
        #expect(PcapNGTimeResolution(code: 127).nanoseconds(UInt64.max) == 0)
    }

    @Test func `bad files are refused with the reason and the place`() {
        func reason(_ bytes: [UInt8]) -> PcapNGError? {
            do throws(PcapNGError) { _ = try PcapNGReader(bytes) } catch { return error }
            return nil
        }
        let file = Self.file
        #expect(reason([]) == PcapNGError(reason: .notPcapNG, offset: 0))
        #expect(reason(Build.filler(40)) == PcapNGError(reason: .notPcapNG, offset: 0))
        let second = Int(file[4])
        #expect(reason(Array(file.prefix(second + 5))) == PcapNGError(reason: .truncated, offset: second))
        let last = file.count - Int(file[file.count - 4])
        for missing in 1...8 {
            #expect(reason(Array(file.dropLast(missing))) == PcapNGError(reason: .truncated, offset: last))
        }
        var odd = file
        odd[second + 4] += 1
        #expect(reason(odd) == PcapNGError(reason: .badBlockLength(UInt32(odd[second + 4])), offset: second))
        var version = file
        version[12] = 2
        #expect(reason(version) == PcapNGError(reason: .unsupportedVersion(2), offset: 0))
        var writer = PcapNGWriter()
        let start = writer.bytes.count
        let link = writer.add(PcapNGInterface(linkType: .ethernet))
        let packet = writer.bytes.count
        writer.add(Frame(bytes: [1, 2, 3, 4]), on: link, comment: "x")
        var other = writer.bytes
        other[packet + 8] = 9
        #expect(reason(other) == PcapNGError(reason: .unknownInterface(9), offset: packet))
        other = writer.bytes
        other[packet + 20] = 200
        #expect(reason(other) == PcapNGError(reason: .badPacketLength(200), offset: packet))
        other = writer.bytes
        other[packet + 34] = 99
        #expect(reason(other) == PcapNGError(reason: .badOption(1), offset: packet))
        #expect(reason(Array(writer.bytes.dropFirst(start)))?.description == "at byte 0: not a pcapng section header")
    }

    @Test func `files cut anywhere or with any byte changed are survived`() {
        for file in [Self.file, Self.bigEndian] {
            for length in file.indices { _ = try? PcapNGReader(Array(file.prefix(length))) }
            for index in file.indices {
                for flip in [UInt8(1), 0x10, 0x80, 0xff] {
                    var changed = file
                    changed[index] ^= flip
                    _ = try? PcapNGReader(changed)
                }
            }
        }
    }
}
