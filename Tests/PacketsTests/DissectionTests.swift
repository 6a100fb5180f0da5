import Addresses
import Testing

@testable import Packets

@Suite struct DissectionTests {
    private func kinds(_ frame: Frame) -> [Layer.Kind] { frame.layers.map(\.kind) }
    private func envelopes(_ frame: Frame) -> [Int] { Dissection(frame).placed.map(\.envelope) }
    private func raw(_ bytes: [UInt8]) -> Frame { Frame(bytes: bytes, linkType: .raw) }

    @Test func `a ping has its layers in order and in one envelope`() {
        #expect(kinds(Build.pingFrame) == [.ethernet, .ipv4, .icmp, .payload])
        #expect(envelopes(Build.pingFrame) == [0, 0, 0, 0])
        #expect(Dissection(Build.pingFrame).placed.map(\.range) == [0..<14, 14..<34, 34..<42, 42..<98])
    }

    @Test func `every field of an IPv4 header is read`() throws {
        let packet = Build.ipv4("10.0.0.1", "10.0.0.2", 253, ttl: 3, tos: 0xb8, id: 0x1234, fragment: 0x6000, options: [1, 1, 1, 0], [9])
        guard case .ipv4(let header) = raw(packet).layers[0] else { Issue.record("no IPv4"); return }
        #expect(header.headerLength == 24 && header.hasOptions && header.totalLength == 25)
        #expect(header.ttl == 3 && header.typeOfService == 0xb8 && header.identification == 0x1234)
        #expect(header.dontFragment && header.moreFragments && header.fragmentOffset == 0 && header.isFragment)
        #expect(header.protocolNumber.rawValue == 253)
        #expect(header.source == Build.ip("10.0.0.1") && header.destination == Build.ip("10.0.0.2"))
        #expect(header.checksumIsValid)
        var harmed = packet
        harmed[8] = 2
        guard case .ipv4(let other) = raw(harmed).layers[0] else { Issue.record("no IPv4"); return }
        #expect(!other.checksumIsValid)
    }

    @Test func `what stands in a tunnel has the next envelope, the tunnel's header has not`() {
        #expect(kinds(Build.ipipFrame) == [.ethernet, .ipv4, .ipv4, .icmp, .payload])
        #expect(envelopes(Build.ipipFrame) == [0, 0, 1, 1, 1])
        #expect(kinds(Build.vxlanARPFrame) == [.ethernet, .ipv4, .udp, .vxlan, .ethernet, .arp])
        #expect(envelopes(Build.vxlanARPFrame) == [0, 0, 0, 0, 1, 1])
        let gre = raw(Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0x20, 0, 0x65, 0x58, 0, 0, 0, 7] + Build.pingFrame.bytes))
        #expect(kinds(gre) == [.ipv4, .gre, .ethernet, .ipv4, .icmp, .payload])
        #expect(envelopes(gre) == [0, 0, 1, 1, 1, 1])
        for (outer, number) in [(4, UInt8(4)), (4, 41), (6, 4), (6, 41)] {
            let inner = number == 4 ? Build.ping : Build.ipv6("fd00::1", "fd00::2", 17, Build.udp(1, 2, []))
            let packet = outer == 4 ? Build.ipv4("10.0.0.1", "10.0.0.2", number, inner) : Build.ipv6("fd01::1", "fd01::2", number, inner)
            #expect(envelopes(raw(packet)).prefix(3) == [0, 1, 1])
        }
    }

    @Test func `VXLAN is known by the destination ports that the dissector was given`() {
        let frame = Frame(bytes: Build.overVXLAN(7, port: 9999, Build.pingFrame.bytes))
        #expect(kinds(frame) == [.ethernet, .ipv4, .udp, .payload])
        let dissector = Dissector(vxlanPorts: [9999])
        #expect(dissector.dissect(frame).layers.map(\.kind).contains(.vxlan))
        #expect(!dissector.dissect(Build.vxlanARPFrame).layers.map(\.kind).contains(.vxlan))
        let old = Frame(bytes: Build.overVXLAN(7, port: 8472, Build.pingFrame.bytes))
        guard case .vxlan(let header) = old.layers[3] else { Issue.record("no VXLAN"); return }
        #expect(header.vni == 7 && header.flags == 8)
    }

    @Test func `an ICMP error keeps the packet that it quotes to itself`() {
        let quoted = Build.ipv4("10.0.0.1", "10.9.9.9", 17, ttl: 1, Build.udp(40000, 53, []))
        let packet = raw(Build.ipv4("10.0.0.254", "10.0.0.1", 1, Build.icmp(3, 4, rest: 1480, quoted)))
        #expect(kinds(packet) == [.ipv4, .icmp])
        guard case .icmp(let message) = packet.layers[1] else { return }
        #expect(message.nextHopMTU == 1480 && message.checksumIsValid == true && message.isError)
        #expect(message.quoted?.source == Build.ip("10.0.0.1") && message.quoted?.destination == Build.ip("10.9.9.9"))
        #expect(message.quoted?.sourcePort == 40000 && message.quoted?.destinationPort == 53)
        #expect(message.quoted?.protocolNumber == .udp && message.quoted?.ttl == 1)
    }

    @Test func `neighbour discovery gives target, link-layer address and checksum`() {
        let message = Build.icmpv6(135, from: "fe80::1", to: "ff02::1:ff00:42", Build.ip("fe80::42").bytes + [14, 1, 0, 0, 0, 0, 0, 0, 1, 1] + Build.macA.bytes)
        let frame = raw(Build.ipv6("fe80::1", "ff02::1:ff00:42", 58, hopLimit: 255, message))
        guard case .icmpv6(let solicitation) = frame.layers[1] else { Issue.record("no ICMPv6"); return }
        #expect(solicitation.target == Build.ip("fe80::42") && solicitation.linkLayerAddress == Build.macA)
        #expect(solicitation.checksumIsValid == true)
        guard case .ipv6(let header) = frame.layers[0] else { return }
        #expect(header.hopLimit == 255 && header.flowLabel == 0x12345 && header.trafficClass == 0)
    }

    @Test func `extension headers are walked and belong to the IPv6 layer`() {
        let report = Build.icmpv6(143, rest: 1, [4, 0, 0, 1] + Build.ip("ff02::1:ff00:42").bytes + Build.ip("fd00::7").bytes)
        let frame = raw(Build.ipv6("::", "ff02::16", 0, hopLimit: 1, [58, 0, 5, 2, 0, 0, 1, 0] + report))
        #expect(kinds(frame) == [.ipv6, .icmpv6])
        guard case .ipv6(let header) = frame.layers[0], case .icmpv6(let message) = frame.layers[1] else { return }
        #expect(header.extensionHeaders == [.hopByHop] && header.upperProtocol == .icmpv6 && header.nextHeader == .hopByHop)
        #expect(header.headerLength == 48)
        #expect(message.groupRecords.map(\.group) == [Build.ip("ff02::1:ff00:42")])
        #expect(message.groupRecords.first?.sources == [Build.ip("fd00::7")])
    }

    @Test func `fragments have a transport layer only where it begins`() {
        let udp = Build.udp(1000, 2000, Build.filler(16))
        let first = raw(Build.ipv4("10.0.0.1", "10.0.0.2", 17, fragment: 0x2000, udp))
        let later = raw(Build.ipv4("10.0.0.1", "10.0.0.2", 17, fragment: 0x0003, udp))
        #expect(kinds(first) == [.ipv4, .udp, .payload])
        #expect(kinds(later) == [.ipv4, .payload])
        let later6 = raw(Build.ipv6("fd00::1", "fd00::2", 44, [17, 0, 0, 0x10, 0, 0, 0, 9] + udp))
        #expect(kinds(later6) == [.ipv6, .payload])
        guard case .ipv6(let header) = later6.layers[0] else { return }
        #expect(header.fragment == .init(offset: 16, moreFragments: false, identification: 9))
    }

    @Test func `TCP options and flags are read`() {
        let options: [UInt8] = [2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0, 1, 3, 3, 7]
        let frame = raw(Build.ipv4("10.0.0.1", "10.0.0.2", 6, Build.tcp(1, 2, seq: 3, ack: 4, [.syn, .ack], options: options)))
        guard case .tcp(let header) = frame.layers[1] else { Issue.record("no TCP"); return }
        #expect(header.flags == [.syn, .ack] && header.flags.description == "SYN+ACK")
        #expect(header.sequence == 3 && header.acknowledgement == 4 && header.window == 64240 && header.headerLength == 40)
        #expect(header.options == [.maximumSegmentSize(1460), .selectiveAcknowledgementPermitted, .timestamps(value: 256, echoReply: 0), .noOperation, .windowScale(7)])
    }

    @Test func `IGMP reports of both versions name their groups`() {
        let v3 = raw(Build.ipv4("10.0.0.1", "224.0.0.22", 2, Build.igmp(0x22, 0, [0, 0, 0, 1, 4, 0, 0, 0] + Build.ip("239.1.2.3").bytes)))
        guard case .igmp(let report) = v3.layers[1] else { Issue.record("no IGMP"); return }
        #expect(report.version == 3 && report.kind == .report && report.groupRecords.map(\.group) == [Build.ip("239.1.2.3")])
        let v2 = raw(Build.ipv4("10.0.0.1", "239.1.2.3", 2, Build.igmp(0x16, 0, Build.ip("239.1.2.3").bytes)))
        guard case .igmp(let other) = v2.layers[1] else { return }
        #expect(other.version == 2 && other.group == Build.ip("239.1.2.3"))
    }

    @Test func `a truncated frame keeps the layers that could be read`() {
        let cut = Frame(bytes: Array(Build.vxlanARPFrame.bytes.prefix(60)), originalLength: 92)
        #expect(kinds(cut) == [.ethernet, .ipv4, .udp, .vxlan, .truncated])
        #expect(cut.layers.last == .truncated(.ethernet, cut.bytes[50...]))
        let icmp = Frame(bytes: Array(Build.pingFrame.bytes.prefix(60)), originalLength: 98)
        guard case .icmp(let message) = icmp.layers[2] else { Issue.record("no ICMP"); return }
        #expect(message.identifier == 3205 && message.checksumIsValid == nil)
    }

    @Test func `padding of short Ethernet frames is no layer`() {
        let padded = Frame(bytes: Build.ethernet(0x800, Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(1, 2, [5]))) + Build.filler(17))
        #expect(padded.layers.last == .payload([5]))
        let ping = Frame(bytes: Build.ethernet(0x800, Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.echo(size: 3))) + Build.filler(15))
        #expect(ping.layers.last == .payload([0, 1, 2]))
        guard case .icmp(let message) = ping.layers[2] else { Issue.record("no ICMP"); return }
        #expect(message.checksumIsValid == true)
        let six = Frame(bytes: Build.ethernet(0x86dd, Build.ipv6("fd00::1", "fd00::2", 253, [7])) + Build.filler(5))
        #expect(six.layers.last == .payload([7]))
    }

    @Test func `headers that contradict themselves become payload`() {
        #expect(kinds(Frame(bytes: Build.ethernet(0x800, [0x43] + Build.filler(40)))) == [.ethernet, .payload])
        #expect(kinds(Frame(bytes: Build.ethernet(0x86dd, Build.ping + Build.filler(20)))) == [.ethernet, .payload])
    }

    @Test func `VLAN tags and cooked headers lead to what they carry`() {
        let tagged = Frame(bytes: Build.ethernet(0x88a8, [0x70, 100, 0x81, 0, 0, 10, 8, 0] + Build.ping))
        #expect(kinds(tagged) == [.ethernet, .vlan, .vlan, .ipv4, .icmp, .payload])
        guard case .vlan(let tag) = tagged.layers[1] else { return }
        #expect(tag.identifier == 100 && tag.priority == 3 && tag.dropEligible)
        #expect(kinds(Frame(bytes: [0, 4, 0, 1, 0, 6] + Build.macA.bytes + [0, 0, 8, 0] + Build.ping, linkType: .linuxSLL)) == [.linuxCooked, .ipv4, .icmp, .payload])
    }
}
