import Planning
import Testing
import Warren

@Suite struct ProbeProblemTests {
    @Test func `a ping's numbers have bounds`() {
        let count = Ping(from: podA, to: podB, count: 0), line1 = #line
        let size = Ping(from: podA, to: podB, size: 65508), line2 = #line
        let ttl = Ping(from: podA, to: podB, ttl: 0), line3 = #line
        let interval = Ping(from: podA, to: podB, interval: .seconds(3601)), line4 = #line
        let timeout = Ping(from: podA, to: podB, timeout: .zero), line5 = #line
        let mtu = Ping(from: podA, to: podB).fails(with: .fragmentationNeeded(mtu: 67)), line6 = #line
        #expect(faults { count; size; ttl; interval; timeout; mtu } == [
            "\(line1): the number of requests is 0; expected 1 to 100000",
            "\(line2): the payload's size is 65508; expected 0 to 65507",
            "\(line3): the TTL is 0; expected 1 to 255",
            "\(line4): the interval is outside of 0 to one hour",
            "\(line5): the time to wait is outside of 1 ms to one hour",
            "\(line6): the MTU is 67; expected 68 to 65535",
        ])
    }

    @Test func `a ping's target has an address`() {
        let bare = Namespace("bare")
        let node = Ping(from: podA, to: bare), line1 = #line
        let link = Ping(from: podA, to: host1["lo"]), line2 = #line
        let unknown = Ping(from: podA, to: host1["eth1"]), line3 = #line
        let text = Ping(from: podA, to: "pod-b"), line4 = #line
        #expect(faults { bare; node; link; unknown; text } == [
            "\(line1): bare has no address to stand for",
            "\(line2): host1:lo has no address to stand for",
            "\(line3): host1 has no link eth1; it has eth0, veth-pod-a",
            "\(line4): \"pod-b\" is not an address; expected one such as 10.57.4.20 or fd00::20",
        ])
    }

    @Test func `a sighting's link is one that the stage has`() {
        let ping = Ping(from: podA, to: podB)
        let wrong = ping.seen(on: host1["vxlan0"], ICMP()), line = #line
        let lab = pair {
            Stage("plain") { wrong }
            Stage("vxlan") { host1 { Vxlan("vxlan0", id: 1) }; wrong }
        }
        #expect(faults(lab) == ["\(line): host1 has no link vxlan0 in stage \"plain\"; it has eth0, veth-pod-a"])
    }

    @Test func `a sighting's node is one that there is`() {
        let wrong = Ping(from: podA, to: podB).seen(on: Namespace("stranger")["eth0"], ICMP()), line = #line
        #expect(faults { wrong } == ["\(line): stranger is not part of the lab: declare it, by its own name or within a Segment"])
    }

    @Test func `a tunnel without MACs carries no Ethernet header`() {
        let wrong = Ping(from: podA, to: podB).seen(on: host1["tun0"], Ethernet() / IPv4()), line = #line
        let right = Ping(from: podA, to: podB).seen(on: host1["tun0"], IPv4()).seen(on: host1["lo"], Ethernet())
        #expect(faults { host1 { IPIP("tun0") }; wrong; right } == ["\(line): host1:tun0 carries packets without an Ethernet header; begin the pattern with IPv4"])
    }

    @Test func `an order of packets has packets, and a number of them bounds`() {
        let empty = Ping(from: podA, to: podB).seenInOrder(), line1 = #line
        let times = Ping(from: podA, to: podB).seen(on: host1["eth0"], ICMP(), times: -1), line2 = #line
        #expect(faults { empty; times } == [
            "\(line1): an order of packets needs at least one Sight",
            "\(line2): the number of packets is -1; expected 0 to 1000000",
        ])
    }

    @Test func `a pattern's numbers have bounds`() {
        func faults(_ pattern: some PatternConvertible, line: Int = #line) -> [String] {
            PlanningTests.faults { Ping(from: podA, to: podB).seen(on: host1["eth0"], pattern, line: 1) }
        }
        #expect(faults(IPv4(ttl: 256)) == ["1: the TTL is 256; expected 0 to 255"])
        #expect(faults(IPv6(hopLimit: -1)) == ["1: the hop limit is -1; expected 0 to 255"])
        #expect(faults(UDP(to: 65536)) == ["1: the port is 65536; expected 0 to 65535"])
        #expect(faults(TCP(from: -1)) == ["1: the port is -1; expected 0 to 65535"])
        #expect(faults(VXLAN(vni: 16_777_216)) == ["1: the VNI is 16777216; expected 0 to 16777215"])
        #expect(faults(ICMP(.error(.fragmentationNeeded(mtu: 70_000)))) == ["1: the MTU is 70000; expected 68 to 65535"])
        #expect(faults(IPv6(from: podA)) == ["1: pod-a has no IPv6 address to look for"])
        #expect(faults(IPv4(from: "fd00::1")) == ["1: fd00::1 is not an IPv4 address, and can be in no IPv4 header"])
        #expect(faults(IPv4(to: "10.0.0.0/33")) == ["1: \"10.0.0.0/33\" is not a network; expected one such as 192.168.11.0/24"])
    }

    @Test func `an expectation expects entries of tables`() {
        let empty = Expect(host1) {}, line1 = #line
        let firewall = Firewall(.forward), line2 = #line
        let late = Expect(host1, within: .seconds(3601)) { Address("10.57.4.20/24", dev: "eth0") }, line3 = #line
        let text = Address("10.57.4.20", dev: "eth0"), line4 = #line
        let link = Link("eth0"), line5 = #line
        #expect(faults { empty; Expect(host1) { firewall; text; link }; late } == [
            "\(line1): nothing is expected; expected at least one link, address, route or the like",
            "\(line2): Firewall makes nothing of its own that could be there; expected a link, an address, a route or the like",
            "\(line3): the time to wait is outside of 0 to one hour",
            "\(line4): \"10.57.4.20\" is not an address with its prefix length; expected one such as 10.57.4.20/24",
            "\(line5): nothing is expected of eth0; expected an MTU, a MAC address, .up or .down",
        ])
    }

    @Test func `only what is to be absent may be on a link that there is not`() {
        let route = Route("10.0.0.0/8", dev: "vxlan0"), line = #line
        #expect(faults { Expect(host1) { route } } == ["\(line): host1 has no link vxlan0; it has eth0, veth-pod-a"])
        #expect(faults { Expect(host1, .absent) { route } } == [])
    }
}
