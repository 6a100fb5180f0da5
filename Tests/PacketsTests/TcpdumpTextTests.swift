import Testing

@testable import Packets

@Suite struct TcpdumpTextTests {
    static let flagSets: [(TcpdumpText.Options, [String])] = [
        (.init(), []),
        (.init(showsLinkHeader: true), ["-e"]),
        (.init(absoluteSequenceNumbers: true), ["-S"]),
    ]

    @Test(arguments: 0..<3)
    func `Ethernet frames are printed as tcpdump prints them`(flags: Int) throws {
        let differences = try Tcpdump.differences(GoldenFrames.ethernet, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: 0..<3)
    func `packets of a TUN device are printed as tcpdump prints them`(flags: Int) throws {
        let differences = try Tcpdump.differences(GoldenFrames.raw, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: 0..<3)
    func `cooked frames are printed as tcpdump prints them`(flags: Int) throws {
        let differences = try Tcpdump.differences(GoldenFrames.linuxSLL, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test(arguments: 0..<2)
    func `frames cut anywhere by the capture are printed as tcpdump prints them`(flags: Int) throws {
        let cut = GoldenFrames.ethernet.flatMap { name, frame in
            (1..<frame.bytes.count).map { length in
                (name: "\(name), \(length) bytes", frame: Frame(bytes: Array(frame.bytes.prefix(length)), originalLength: frame.bytes.count))
            }
        }
        let differences = try Tcpdump.differences(cut, Self.flagSets[flags].0, Self.flagSets[flags].1)
        #expect(differences.isEmpty, "\(differences.count) of \(cut.count)\n\(differences.prefix(40).joined(separator: "\n"))")
    }

    @Test func `a cooked frame cut anywhere is printed as tcpdump prints it`() throws {
        let cut = GoldenFrames.linuxSLL.suffix(12).flatMap { name, frame in
            (1..<frame.bytes.count).map { length in
                (name: "\(name), \(length) bytes", frame: Frame(bytes: Array(frame.bytes.prefix(length)), originalLength: frame.bytes.count, linkType: .linuxSLL))
            }
        }
        let differences = try Tcpdump.differences(cut)
        #expect(differences.isEmpty, "\(differences.count) of \(cut.count)\n\(differences.prefix(40).joined(separator: "\n"))")
    }

    @Test func `the time is the local one in microseconds`() throws {
        var frame = Build.pingFrame
        frame.timestamp = 1_700_000_000_048_106_999
        let expected = try Tcpdump.run([frame], [])
        var utc = TcpdumpText(.init(showsTime: true))
        #expect(utc.line(for: frame) == expected)
        #expect(expected.hasPrefix("22:13:20.048106 IP "))

        var shanghai = TcpdumpText(.init(showsTime: true, utcOffset: 8 * 3600))
        #expect(shanghai.line(for: frame).hasPrefix("06:13:20.048106 IP "))
        var beforeEpoch = TcpdumpText(.init(showsTime: true, utcOffset: -3600))
        #expect(beforeEpoch.line(for: Build.pingFrame).hasPrefix("23:00:00.000000 IP "))
    }

    @Test func `the lines of the ipip article are printed`() {
        var text = TcpdumpText()
        #expect(
            text.line(for: Build.ipipFrame)
                == "IP 10.57.4.20 > 10.57.4.21: IP 192.168.10.10 > 192.168.11.10: ICMP echo request, id 3205, seq 1, length 64")
    }

    @Test func `packets that differ in their sequence numbers only have one shape`() {
        func ping(_ seq: UInt32, id: UInt32 = 1) -> [UInt8] {
            Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.echo(id: id, seq: seq))
        }
        func tcp(_ seq: UInt32, ack: UInt32 = 1) -> [UInt8] {
            Build.ipv4("10.0.0.1", "10.0.0.2", 6, Build.tcp(40000, 80, seq: seq, ack: ack, [.ack, .psh], [1, 2, 3]))
        }
        func gre(_ seq: UInt32) -> [UInt8] {
            Build.ipv4("10.0.0.1", "10.0.0.2", 47, Build.word(0x1000) + Build.word(0x800) + Build.long(seq) + ping(seq))
        }
        func echo6(_ seq: UInt32) -> [UInt8] {
            Build.ipv6("fe80::1", "fe80::2", 58, Build.icmpv6(128, rest: 1 << 16 | seq))
        }
        func shape(_ packet: [UInt8]) -> String { TcpdumpText.shape(Frame(bytes: packet, linkType: .raw)) }
        for packet in [{ ping($0) }, { tcp($0) }, gre, echo6] as [(UInt32) -> [UInt8]] {
            #expect(shape(packet(1)) == shape(packet(2)))
            // Nothing else is left out.
            let line = TcpdumpText.oneLine(Frame(bytes: packet(7), linkType: .raw))
            #expect(line.replacing(/, seq [0-9:]+/, with: "") == shape(packet(1)) && line != shape(packet(7)))
        }
        #expect(shape(ping(1)) != shape(ping(1, id: 2)) && shape(tcp(1)) != shape(tcp(1, ack: 2)))
    }

    @Test func `a frame in VXLAN fits on one line for reports`() {
        #expect(
            TcpdumpText.oneLine(Build.vxlanARPFrame)
                == "IP 10.57.4.20.47112 > 10.57.4.21.4789: VXLAN, flags [I] (0x08), vni 100 / ARP, Request who-has 192.168.11.1 tell 192.168.11.10, length 28")
    }

    @Test func `a well-known UDP port is printed by its length`() {
        var text = TcpdumpText()
        let dns = Frame(bytes: Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(40000, 53, [1, 2])), linkType: .raw)
        #expect(text.line(for: dns) == "IP 10.0.0.1.40000 > 10.0.0.2.53: UDP, length 2")
    }

    @Test func `a frame without bytes is printed as tcpdump prints it`() throws {
        let empty = Frame(bytes: [], originalLength: 60)
        var text = TcpdumpText()
        #expect(text.line(for: empty) == "[Invalid header: caplen==0]")
        #expect(try Tcpdump.run([empty], ["-t"]) == "[Invalid header: caplen==0]")
    }
}
