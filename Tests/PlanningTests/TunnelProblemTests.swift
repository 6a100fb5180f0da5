import Planning
import Testing
import Warren

@Suite struct TunnelProblemTests {
    @Test(arguments: [-1, 16_777_216])
    func `a VNI has 24 bits`(id: Int) {
        let wrong = Vxlan("vxlan0", id: id), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): the VNI is \(id); expected 0 to 16777215"])
    }

    @Test func `ports and TTLs have bounds`() {
        let port = Vxlan("vxlan0", id: 1, port: 65536), line1 = #line
        let zero = Vxlan("vxlan1", id: 2, port: 0), line2 = #line
        let ttl = Vxlan("vxlan2", id: 3, ttl: 256), line3 = #line
        let ipip = IPIP("tun0", ttl: 0), line4 = #line
        #expect(faults { host1 { port; zero; ttl; ipip } } == [
            "\(line1): the UDP port is 65536; expected 1 to 65535",
            "\(line2): the UDP port is 0; expected 1 to 65535",
            "\(line3): the TTL is 256; expected 1 to 255",
            "\(line4): the TTL is 0; expected 1 to 255",
        ])
    }

    @Test func `a group is a multicast address, and needs a link`() {
        let unicast = Vxlan("vxlan0", id: 1, group: "10.57.4.21", dev: "eth0"), line1 = #line
        let nowhere = Vxlan("vxlan1", id: 2, group: "239.1.1.1"), line2 = #line
        let text = Vxlan("vxlan2", id: 3, group: "239.1.1", dev: "eth0"), line3 = #line
        #expect(faults { host1 { unicast; nowhere; text } } == [
            "\(line1): the group 10.57.4.21 is not a multicast address; expected one of 224.0.0.0/4 or ff00::/8",
            "\(line2): a multicast group needs the link by which it is joined; expected dev: \"eth0\" or the like",
            "\(line3): \"239.1.1\" is not an address; expected one such as 10.57.4.20 or fd00::20",
        ])
    }

    @Test func `a tunnel's local address is the node's own`() {
        let vxlan = Vxlan("vxlan0", id: 1, local: host2, dev: "eth0"), line1 = #line
        let ipip = IPIP("tun0", local: "10.57.4.99"), line2 = #line
        let bare = Namespace("bare")
        let none = IPIP("tun0", local: "10.57.4.99"), line3 = #line
        #expect(faults { host1 { vxlan; ipip }; bare; bare { none } } == [
            "\(line1): the local address 10.57.4.21 is not one of host1's (10.57.4.20)",
            "\(line2): the local address 10.57.4.99 is not one of host1's (10.57.4.20)",
            "\(line3): the local address 10.57.4.99 is not one of bare's (it has none)",
        ])
    }

    @Test func `a tunnel's link is one that the node has, and not the tunnel`() {
        let unknown = Vxlan("vxlan0", id: 1, dev: "eth1"), line1 = #line
        let itself = Vxlan("vxlan1", id: 2, dev: "vxlan1"), line2 = #line
        #expect(faults { host1 { unknown; itself } } == [
            "\(line1): host1 has no link eth1; it has eth0, veth-pod-a, vxlan0, vxlan1",
            "\(line2): vxlan1 would lie upon itself; expected dev: a link below it",
        ])
    }

    @Test func `vxlan over IPv4 takes 50 bytes`() {
        let wrong = Vxlan("vxlan0", id: 1, local: host1, dev: "eth0", mtu: 1451), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): an MTU of 1451 does not fit: eth0 has 1500 bytes and vxlan adds 50; expected 1450 at the most"])
        #expect(faults { host1 { Vxlan("vxlan0", id: 1, local: host1, dev: "eth0", mtu: 1450) } } == [])
    }

    @Test func `vxlan over IPv6 takes 70 bytes`() {
        let host = Host("host", "fd00::1/64")
        let wrong = Vxlan("vxlan0", id: 1, local: host, dev: "eth0", mtu: 1431), line1 = #line
        let group = Vxlan("vxlan1", id: 2, group: "ff05::1", dev: "eth0", mtu: 1431), line2 = #line
        let lab = Lab("lab") { Segment("underlay") { host }; host { wrong; group; Vxlan("vxlan2", id: 3, local: host, dev: "eth0", mtu: 1430) } }
        #expect(faults(lab) == [line1, line2].map { "\($0): an MTU of 1431 does not fit: eth0 has 1500 bytes and vxlan adds 70; expected 1430 at the most" })
    }

    @Test func `ipip takes 20 bytes`() {
        let wrong = IPIP("tun0", local: host1, mtu: 1481), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): an MTU of 1481 does not fit: eth0 has 1500 bytes and ipip adds 20; expected 1480 at the most"])
        #expect(faults { host1 { IPIP("tun0", local: host1, mtu: 1480) } } == [])
    }

    @Test func `what does not fit is judged by the underlay's own MTU, and told where it is said`() {
        let vxlan = Vxlan("vxlan0", id: 1, local: host1, dev: "eth0", mtu: 1450), line1 = #line
        let ipip = IPIP("tun0", local: host1), line2 = #line
        let plain = Vxlan("vxlan1", id: 2, local: host1, dev: "eth0")
        let change = Link("vxlan1", mtu: 1400), line3 = #line
        #expect(faults { host1 { Link("eth0", mtu: 1400); vxlan; ipip; plain; change } } == [
            "\(line1): an MTU of 1450 does not fit: eth0 has 1400 bytes and vxlan adds 50; expected 1350 at the most",
            "\(line2): an MTU of 1480, the kernel's own choice, does not fit: eth0 has 1400 bytes and ipip adds 20; expected mtu: 1380 at the most",
            "\(line3): an MTU of 1400 does not fit: eth0 has 1400 bytes and vxlan adds 50; expected 1350 at the most",
        ])
    }

    @Test func `a node has a VNI once on a port, and the later one is told`() {
        let first = Vxlan("vxlan0", id: 1), line1 = #line
        let second = Vxlan("vxlan1", id: 1, port: 8472), line2 = #line
        let other = Vxlan("vxlan2", id: 1, port: 4789)
        #expect(faults { host1 { first; second; other } } == ["\(line2): host1 already has VNI 1 on UDP port 8472: vxlan0 (line \(line1))"])
    }

    @Test func `ipip speaks no IPv6`() {
        let host = Host("host", "fd00::1/64", "10.0.0.1/24")
        let local = IPIP("tun0", local: "fd00::1"), line1 = #line
        let remote = IPIP("tun1", local: host, remote: "fd00::2"), line2 = #line
        #expect(faults(Lab("lab") { Segment("underlay") { host }; host { local; remote } }) == [
            "\(line1): ipip carries IPv4 in IPv4; fd00::1 is an IPv6 address",
            "\(line2): ipip carries IPv4 in IPv4; fd00::2 is an IPv6 address",
        ])
    }

    @Test func `a vxlan's local address and its group are of one family`() {
        let wrong = Vxlan("vxlan0", id: 1, local: "10.57.4.20", group: "ff05::1", dev: "eth0"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): the local address 10.57.4.20 and the group ff05::1 are of two families; expected one"])
    }
}
