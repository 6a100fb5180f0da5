import Addresses
import Testing

@testable import Packets

@Suite struct MatchingTests {
    private static func host(_ text: String) -> [Prefix] { [Prefix(host: Build.ip(text))] }
    static let aToB = LayerPattern.ipv4(IPv4Pattern(source: host("192.168.10.10"), destination: host("192.168.11.10")))
    static let hosts = LayerPattern.ipv4(IPv4Pattern(source: host("10.57.4.20"), destination: host("10.57.4.21")))
    static let icmp = LayerPattern.icmp(ICMPPattern(.echoRequest))
    static let vxlan100 = LayerPattern.vxlan(VXLANPattern(vni: 100))
    static let arp = LayerPattern.arp(ARPPattern(operation: .request))

    private func matches(_ frame: Frame, _ layers: LayerPattern...) -> Bool {
        let pattern = PacketPattern(layers)
        let dissection = Dissection(frame)
        // The two answers must agree, whatever they are.
        #expect(pattern.matches(dissection) == (pattern.nearestMiss(dissection) == nil))
        return pattern.matches(dissection)
    }

    private func miss(_ frame: Frame, _ layers: LayerPattern...) -> String {
        PacketPattern(layers).nearestMiss(Dissection(frame))?.description ?? "matched"
    }

    @Test func `layers may be skipped before and left over after`() {
        let bare = Frame(bytes: Build.ping, linkType: .raw)
        #expect(matches(Build.pingFrame, Self.aToB, Self.icmp))
        #expect(matches(bare, Self.aToB, Self.icmp))
        #expect(matches(Build.pingFrame, Self.icmp))
        #expect(matches(Build.pingFrame, Self.aToB))
        #expect(matches(Build.pingFrame, .ethernet(EthernetPattern()), Self.icmp))
        #expect(!matches(bare, .ethernet(EthernetPattern()), Self.icmp))
        #expect(matches(Build.pingFrame))
    }

    @Test func `layers match only in order`() {
        #expect(!matches(Build.pingFrame, Self.icmp, Self.aToB))
        #expect(!matches(Build.pingFrame, Self.aToB, Self.aToB))
    }

    @Test func `a pattern does not reach into a tunnel that it does not name`() {
        #expect(!matches(Build.ipipFrame, Self.aToB, Self.icmp))
        #expect(!matches(Build.vxlanPingFrame, Self.aToB, Self.icmp))
        #expect(!matches(Build.vxlanPingFrame, Self.icmp))
        #expect(!matches(Build.vxlanARPFrame, Self.arp))
        #expect(!matches(Build.vxlanARPFrame, .udp(UDPPattern()), Self.arp))
        #expect(!matches(Build.vxlanPingFrame, Self.hosts, Self.aToB))
    }

    @Test func `a pattern that names the tunnel reaches into it`() {
        #expect(matches(Build.ipipFrame, Self.hosts, Self.aToB, Self.icmp))
        #expect(matches(Build.vxlanARPFrame, Self.vxlan100, Self.arp))
        #expect(matches(Build.vxlanPingFrame, Self.hosts, Self.vxlan100, Self.aToB, Self.icmp))
        #expect(matches(Build.vxlanPingFrame, .udp(UDPPattern(destinationPort: 4789))))
        let geneve100 = LayerPattern.geneve(GenevePattern(vni: 100))
        #expect(matches(Build.genevePingFrame, Self.hosts, geneve100, Self.aToB, Self.icmp))
        #expect(!matches(Build.genevePingFrame, Self.hosts, Self.aToB))
        #expect(!matches(Build.genevePingFrame, .geneve(GenevePattern(vni: 101))))
        #expect(!matches(Build.vxlanPingFrame, .vxlan(VXLANPattern(vni: 101)), Self.icmp))
        #expect(!matches(Build.pingFrame, Self.vxlan100, Self.icmp))
    }

    @Test func `the inner header of IP in IP must be named, because no tunnel header announces it`() {
        #expect(!matches(Build.ipipFrame, Self.hosts, Self.icmp))
        #expect(matches(Build.ipipFrame, Self.hosts, .ipv4(IPv4Pattern()), Self.icmp))
        #expect(!matches(Build.ipipFrame, Self.icmp))
        #expect(matches(Build.ipipFrame, .ipv4(IPv4Pattern(protocolNumber: .ipip))))
        #expect(!matches(Build.pingFrame, .ipv4(IPv4Pattern(protocolNumber: .ipip))))
    }

    @Test func `tunnels in tunnels are named one by one`() {
        let nested = Frame(bytes: Build.overVXLAN(1, Build.vxlanPingFrame.bytes))
        let any = LayerPattern.vxlan(VXLANPattern())
        #expect(matches(nested, any, any, Self.icmp))
        #expect(!matches(nested, any, Self.icmp))
        #expect(matches(nested, any, Self.vxlan100))
        #expect(!matches(nested, Self.vxlan100))
        #expect(matches(Build.ipipFrame, .ipv4(IPv4Pattern()), .ipv4(IPv4Pattern()), Self.icmp))
    }

    @Test func `an earlier choice is taken back where a later layer needs it`() {
        // Two VLAN tags: the first that fits "any VLAN" leaves the second for the next pattern layer,
        // and the second alone must be found though the first was tried before.
        let tagged = Frame(bytes: Build.ethernet(0x88a8, [0, 5, 0x81, 0, 0, 6, 8, 0] + Build.ping))
        let any = LayerPattern.vlan(VLANPattern())
        #expect(matches(tagged, any, .vlan(VLANPattern(identifier: 6)), Self.icmp))
        #expect(matches(tagged, .vlan(VLANPattern(identifier: 6)), Self.icmp))
        #expect(!matches(tagged, .vlan(VLANPattern(identifier: 6)), any))
        // Here the first IPv4 that fits is the outermost, from which the rule bars the way to the inner ICMP.
        let three = Frame(bytes: Build.ipv4("10.0.0.1", "10.0.0.2", 4, Build.ipv4("10.1.0.1", "10.1.0.2", 4, Build.ping)), linkType: .raw)
        let outer = LayerPattern.ipv4(IPv4Pattern(source: Self.host("10.0.0.1")))
        #expect(matches(three, outer, .ipv4(IPv4Pattern()), .ipv4(IPv4Pattern()), Self.icmp))
        #expect(!matches(three, outer, .ipv4(IPv4Pattern()), Self.icmp))
        #expect(!matches(three, outer, Self.icmp))
    }

    @Test func `what an ICMP error quotes is not matched as layers`() {
        let error = Frame(bytes: Build.ipv4("10.0.0.254", "192.168.10.10", 1, Build.icmp(3, 1, Build.ping)), linkType: .raw)
        #expect(!matches(error, .ipv4(IPv4Pattern(source: Self.host("10.0.0.254"))), Self.aToB))
        #expect(matches(error, .icmp(ICMPPattern(.destinationUnreachable(code: 1)))))
        #expect(matches(error, .icmp(ICMPPattern(.destinationUnreachable(code: nil)))))
        #expect(!matches(error, .icmp(ICMPPattern(.destinationUnreachable(code: 0)))))
    }

    /// Each field of each layer, once as the frame has it and once otherwise.
    static let fields: [(frame: Frame, agrees: LayerPattern, differs: LayerPattern, words: String)] = {
        let ping = Build.pingFrame
        let arp = Frame(bytes: Build.ethernet(0x806, Build.arp(2, "10.0.0.2", to: Build.macB, "10.0.0.1")))
        let tcp = Frame(bytes: Build.ipv4("10.0.0.1", "10.0.0.2", 6, Build.tcp(1000, 80, seq: 1, [.syn, .ece])), linkType: .raw)
        let big = Frame(bytes: Build.ipv4("10.0.0.1", "10.0.0.2", 1, Build.icmp(3, 4, rest: 1480, Build.ping)), linkType: .raw)
        let v6 = Frame(bytes: Build.ipv6("fd00::1", "fd00::2", 58, hopLimit: 63, Build.icmpv6(135, 0, Build.ip("fd00::2").bytes)), linkType: .raw)
        let big6 = Frame(bytes: Build.ipv6("fd00::1", "fd00::2", 58, Build.icmpv6(2, rest: 1280, Build.ping)), linkType: .raw)
        let gre = Frame(bytes: Build.ipv4("10.0.0.1", "10.0.0.2", 47, [0x20, 0, 8, 0, 0, 0, 0, 9] + Build.ping), linkType: .raw)
        let igmp = Frame(bytes: Build.ipv4("10.0.0.1", "224.0.0.22", 2, Build.igmp(0x22, 0, [0, 0, 0, 1, 4, 0, 0, 0] + Build.ip("239.1.2.3").bytes)), linkType: .raw)
        let echo6 = Frame(bytes: Build.ipv6("fd00::1", "fd00::2", 58, Build.icmpv6(128, rest: 0x0007_0008)), linkType: .raw)
        let net = [Prefix(Build.ip("192.168.0.0"), length: 16)]
        return [
            (ping, .ethernet(.init(source: [Build.macB, Build.macA])), .ethernet(.init(source: [Build.macB])), "Ethernet source: expected 02:00:00:00:00:02, saw 02:00:00:00:00:01"),
            (ping, .ethernet(.init(destination: [Build.macB])), .ethernet(.init(destination: [])), "Ethernet destination: expected no address, saw 02:00:00:00:00:02"),
            (ping, .ethernet(.init(etherType: .ipv4)), .ethernet(.init(etherType: .arp)), "Ethernet type: expected ARP, saw IPv4"),
            (arp, .arp(.init(operation: .reply)), .arp(.init(operation: .request)), "ARP operation: expected request, saw reply"),
            (arp, .arp(.init(senderMAC: [Build.macA])), .arp(.init(senderMAC: [Build.macB])), "ARP sender MAC: expected 02:00:00:00:00:02, saw 02:00:00:00:00:01"),
            (arp, .arp(.init(senderIP: host("10.0.0.2"))), .arp(.init(senderIP: host("10.0.0.1"))), "ARP sender IP: expected 10.0.0.1, saw 10.0.0.2"),
            (arp, .arp(.init(targetMAC: [Build.macB])), .arp(.init(targetMAC: [Build.macA])), "ARP target MAC: expected 02:00:00:00:00:01, saw 02:00:00:00:00:02"),
            (arp, .arp(.init(targetIP: host("10.0.0.1"))), .arp(.init(targetIP: net)), "ARP target IP: expected 192.168.0.0/16, saw 10.0.0.1"),
            (ping, .ipv4(.init(source: net)), .ipv4(.init(source: host("10.0.0.1") + host("10.0.0.2"))), "IPv4 source: expected 10.0.0.1 or 10.0.0.2, saw 192.168.10.10"),
            (ping, .ipv4(.init(destination: host("10.0.0.1") + net)), .ipv4(.init(destination: host("192.168.10.10"))), "IPv4 destination: expected 192.168.10.10, saw 192.168.11.10"),
            (ping, .ipv4(.init(ttl: 63)), .ipv4(.init(ttl: 64)), "IPv4 ttl: expected 64, saw 63"),
            (ping, .ipv4(.init(protocolNumber: .icmp)), .ipv4(.init(protocolNumber: .tcp)), "IPv4 protocol: expected TCP, saw ICMP"),
            (ping, .ipv4(.init(dontFragment: true)), .ipv4(.init(dontFragment: false)), "IPv4 don't fragment: expected false, saw true"),
            (ping, .icmp(.init(.echoRequest)), .icmp(.init(.echoReply)), "ICMP message: expected echo reply, saw echo request"),
            (ping, .icmp(.init(.other(type: 8, code: 0))), .icmp(.init(.other(type: 8, code: 1))), "ICMP message: expected type 8 code 1, saw echo request"),
            (ping, .icmp(.init(identifier: 3205)), .icmp(.init(identifier: 1)), "ICMP id: expected 1, saw 3205"),
            (ping, .icmp(.init(sequence: 1)), .icmp(.init(sequence: 2)), "ICMP seq: expected 2, saw 1"),
            (ping, .icmp(.init()), .icmp(.init(mtu: 1450)), "ICMP mtu: expected 1450, saw none"),
            (big, .icmp(.init(mtu: 1480)), .icmp(.init(mtu: 1450)), "ICMP mtu: expected 1450, saw 1480"),
            (big, .icmp(.init(.destinationUnreachable(code: 4))), .icmp(.init(.destinationUnreachable(code: 3))), "ICMP message: expected port unreachable, saw fragmentation needed"),
            (v6, .ipv6(.init(source: host("fd00::1"))), .ipv6(.init(source: host("fd00::2"))), "IPv6 source: expected fd00::2, saw fd00::1"),
            (v6, .ipv6(.init(destination: host("fd00::2"))), .ipv6(.init(destination: host("fd00::1"))), "IPv6 destination: expected fd00::1, saw fd00::2"),
            (v6, .ipv6(.init(hopLimit: 63)), .ipv6(.init(hopLimit: 64)), "IPv6 hop limit: expected 64, saw 63"),
            (v6, .ipv6(.init(nextHeader: .icmpv6)), .ipv6(.init(nextHeader: .udp)), "IPv6 next header: expected UDP, saw ICMPv6"),
            (v6, .icmpv6(.init(.neighborSolicitation)), .icmpv6(.init(.neighborAdvertisement)), "ICMPv6 message: expected neighbor advertisement, saw neighbor solicitation"),
            (v6, .icmpv6(.init(target: host("fd00::2"))), .icmpv6(.init(target: host("fd00::1"))), "ICMPv6 target: expected fd00::1, saw fd00::2"),
            (big6, .icmpv6(.init(.packetTooBig, mtu: 1280)), .icmpv6(.init(mtu: 1500)), "ICMPv6 mtu: expected 1500, saw 1280"),
            (echo6, .icmpv6(.init(.echoRequest, identifier: 7, sequence: 8)), .icmpv6(.init(identifier: 8, sequence: 7)), "ICMPv6 id: expected 8, saw 7; ICMPv6 seq: expected 7, saw 8"),
            (tcp, .tcp(.init(sourcePort: 1000, destinationPort: 80)), .tcp(.init(sourcePort: 80)), "TCP source port: expected 80, saw 1000"),
            (tcp, .tcp(.init(flagsSet: .syn, flagsClear: .ack)), .tcp(.init(flagsSet: [.syn, .ack])), "TCP flags: expected SYN+ACK, saw SYN+ECE"),
            (tcp, .tcp(.init(flagsClear: [.rst, .fin])), .tcp(.init(flagsSet: .syn, flagsClear: [.ece])), "TCP flags: expected SYN, not ECE, saw SYN+ECE"),
            (Build.vxlanPingFrame, .udp(.init(sourcePort: 47112)), .udp(.init(destinationPort: 8472)), "UDP destination port: expected 8472, saw 4789"),
            (Build.vxlanPingFrame, .vxlan(.init(vni: 100)), .vxlan(.init(vni: 200)), "VXLAN vni: expected 200, saw 100"),
            (Build.genevePingFrame, .udp(.init(destinationPort: 6081)), .geneve(.init(vni: 200)), "Geneve vni: expected 200, saw 100"),
            (gre, .gre(.init(etherType: .ipv4, key: 9)), .gre(.init(key: 8)), "GRE key: expected 8, saw 9"),
            (igmp, .igmp(.init(.report, version: 3, group: Build.ip("239.1.2.3"))), .igmp(.init(group: Build.ip("239.1.2.4"))), "IGMP group: expected 239.1.2.4, saw 239.1.2.3"),
            (igmp, .igmp(.init()), .igmp(.init(.leave, version: 2)), "IGMP message: expected leave, saw report; IGMP version: expected 2, saw 3"),
        ]
    }()

    @Test(arguments: 0..<fields.count)
    func `each field is compared and its difference told`(index: Int) {
        let (frame, agrees, differs, words) = Self.fields[index]
        #expect(matches(frame, agrees))
        #expect(!matches(frame, differs))
        #expect(miss(frame, differs) == words)
    }

    @Test func `a miss tells the layer that is not there`() {
        #expect(miss(Build.pingFrame, .vxlan(VXLANPattern())) == "no VXLAN layer")
        let plain = Frame(bytes: Build.ipv4("10.0.0.1", "10.0.0.2", 17, Build.udp(1, 2, [])), linkType: .raw)
        #expect(miss(plain, .udp(UDPPattern()), .vxlan(VXLANPattern())) == "no VXLAN layer after UDP")
        #expect(miss(Build.vxlanPingFrame, Self.icmp) == "no ICMP layer except within a tunnel")
    }

    @Test func `misses are ordered by how near they are`() throws {
        let pattern = PacketPattern([Self.hosts, Self.aToB, Self.icmp])
        let direct = try #require(pattern.nearestMiss(Dissection(Build.pingFrame)))
        #expect(direct.matchedLayers == 0 && direct.differences.map(\.field) == ["source", "destination"])
        let other = Frame(bytes: Build.ipv4("10.57.4.20", "10.57.4.21", 4, Build.ipv4("192.168.10.10", "192.168.11.99", 1, Build.echo())), linkType: .raw)
        let near = try #require(pattern.nearestMiss(Dissection(other)))
        #expect(near.matchedLayers == 1 && near.description == "IPv4 destination: expected 192.168.11.10, saw 192.168.11.99")
        let arp = try #require(pattern.nearestMiss(Dissection(Frame(bytes: Build.ethernet(0x806, Build.arp(1, "10.0.0.1", "10.0.0.2"))))))
        #expect([arp, direct, near].min() == near && [arp, direct].min() == direct)
    }

    @Test func `a difference tells MAC addresses as such, and what there was to choose from`() throws {
        let wanted = EthernetPattern(destination: [Build.macA, .zero])
        let mac = try #require(PacketPattern([.ethernet(wanted)]).nearestMiss(Dissection(Build.pingFrame))).differences
        #expect(mac.map(\.expected) == [
            [.init(text: "\(Build.macA)", mac: Build.macA), .init(text: "\(MACAddress.zero)", mac: .zero)]
        ])
        #expect(mac.map(\.saw) == [.init(text: "\(Build.macB)", mac: Build.macB)])
        let network = Prefix(Build.ip("10.0.0.0"), length: 8)
        let source = IPv4Pattern(source: [network], destination: [])
        let ip = try #require(PacketPattern([.ipv4(source)]).nearestMiss(Dissection(Build.pingFrame))).differences
        #expect(ip.map(\.expected) == [[.init(text: "10.0.0.0/8")], []])
        #expect(ip.map(\.description) == [
            "source: expected 10.0.0.0/8, saw 192.168.10.10", "destination: expected no address, saw 192.168.11.10",
        ])
    }

    @Test func `a pattern reads as what it says`() {
        let ethernet = LayerPattern.ethernet(EthernetPattern(source: [Build.macA], destination: [Build.macB]))
        #expect(
            PacketPattern([ethernet, Self.aToB, Self.icmp]).description
                == "Ethernet 02:00:00:00:00:01 > 02:00:00:00:00:02 / IPv4 192.168.10.10 > 192.168.11.10 / ICMP echo request")
        let net = [Prefix(Build.ip("10.0.0.0"), length: 8)]
        #expect(LayerPattern.ipv4(IPv4Pattern(destination: net, ttl: 63, protocolNumber: .ipip, dontFragment: true)).description == "IPv4 to 10.0.0.0/8 protocol IPIP ttl 63 DF")
        #expect(LayerPattern.ipv4(IPv4Pattern()).description == "IPv4")
        #expect(LayerPattern.udp(UDPPattern(destinationPort: 4789)).description == "UDP to port 4789")
        #expect(LayerPattern.arp(ARPPattern(operation: .request, senderIP: Self.host("10.0.0.1"), targetIP: net)).description == "ARP request from 10.0.0.1 for 10.0.0.0/8")
        #expect(LayerPattern.tcp(TCPPattern(destinationPort: 80, flagsSet: .syn, flagsClear: .ack)).description == "TCP to port 80 SYN, not ACK")
        #expect(LayerPattern.icmp(ICMPPattern(.destinationUnreachable(code: 4), mtu: 1480)).description == "ICMP fragmentation needed mtu 1480")
        #expect(LayerPattern.vxlan(VXLANPattern(vni: 100)).description == "VXLAN 100")
        #expect(PacketPattern([]).description == "any packet")
    }
}
