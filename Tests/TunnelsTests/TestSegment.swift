import Addresses
import Packets

@testable import Tunnels

/// TCP segments for tests, made by `Packets`, which shares no code with what is tested.
struct TestSegment {
    var source: [UInt8] = [10, 1, 0, 2]
    var destination: [UInt8] = [10, 2, 0, 2]
    var typeOfService: UInt8 = 0
    var identification: UInt16 = 1
    var dontFragment = true
    var ttl: UInt8 = 64
    /// A multiple of four bytes.
    var ipOptions: [UInt8] = []
    var port: UInt16 = 40_000
    var sequence: UInt32 = 1
    var acknowledgement: UInt32 = 77
    var flags: UInt8 = 0x10
    var reserved: UInt8 = 0
    var window: UInt16 = 500
    var urgent: UInt16 = 0
    /// A multiple of four bytes. As Linux sends it by default: two no-operations and a timestamp.
    var options: [UInt8] = [1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8]
    var payload: [UInt8] = []

    var bytes: [UInt8] {
        var tcp: [UInt8] = []
        tcp.append(word: port)
        tcp.append(word: 80)
        for number in [sequence, acknowledgement] {
            tcp.append(word: UInt16(number >> 16))
            tcp.append(word: UInt16(truncatingIfNeeded: number))
        }
        tcp += [UInt8((20 + options.count) / 4) << 4 | reserved, flags]
        tcp.append(word: window)
        tcp.append(word: 0)
        tcp.append(word: urgent)
        tcp += options + payload
        let sum = InternetChecksum.of(tcp, from: IPAddress(bytes: source)!, to: IPAddress(bytes: destination)!, protocol: .tcp)
        (tcp[16], tcp[17]) = (UInt8(sum >> 8), UInt8(truncatingIfNeeded: sum))
        var packet: [UInt8] = [0x40 | UInt8(5 + ipOptions.count / 4), typeOfService]
        packet.append(word: UInt16(20 + ipOptions.count + tcp.count))
        packet.append(word: identification)
        packet.append(word: dontFragment ? 0x4000 : 0)
        packet += [ttl, 6, 0, 0] + source + destination + ipOptions
        let headerSum = InternetChecksum.of(packet)
        (packet[10], packet[11]) = (UInt8(headerSum >> 8), UInt8(truncatingIfNeeded: headerSum))
        return packet + tcp
    }

    /// The next one, whose payload has `count` bytes.
    func next(_ count: Int) -> TestSegment {
        var next = self
        next.identification &+= 1
        next.sequence &+= UInt32(payload.count)
        next.payload = Self.text(count, from: Int(next.sequence))
        return next
    }

    /// Bytes that say where in the stream they are.
    static func text(_ count: Int, from start: Int = 0) -> [UInt8] { (start..<start + count).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) } }

    /// Segments that follow each other, with so much payload each.
    static func run(_ sizes: [Int], _ change: (inout TestSegment) -> Void = { _ in }) -> [TestSegment] {
        var segment = TestSegment(payload: text(sizes[0], from: 1))
        change(&segment)
        var run = [segment]
        for size in sizes.dropFirst() { run.append(run[run.count - 1].next(size)) }
        return run
    }
}

private extension [UInt8] {
    mutating func append(word: UInt16) { self += [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)] }
}
