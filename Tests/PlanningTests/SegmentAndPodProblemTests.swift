import Planning
import Testing
import Warren

@Suite struct SegmentAndPodProblemTests {
    @Test func `An address outside its segment's network is refused`() {
        let stray = Host("stray", "10.57.5.22/24"), line = #line
        let lab = Lab("lab") { Segment("underlay", gateway: "10.57.4.1") { host1; stray } }
        #expect(faults(lab) == ["\(line): 10.57.5.22/24 of stray is outside the segment underlay, whose network is 10.57.4.0/24 (host1, line \(host1.source.line))"])
    }

    @Test func `A gateway outside the segment's network is refused`() {
        let segment = Segment("underlay", gateway: "10.57.5.1") { host1 }, line = #line
        #expect(faults(Lab("lab") { segment }) == ["\(line): the gateway 10.57.5.1 is outside the segment's network (10.57.4.0/24)"])
    }

    @Test func `A gateway needs a host with an address, to have a network`() {
        let segment = Segment("underlay", gateway: "10.57.4.1") {}, line = #line
        #expect(faults(Lab("lab") { segment }) == ["\(line): the gateway 10.57.4.1 is outside the segment's network (none: no host on it has an address)"])
    }

    @Test func `A gateway whose address is a host's is refused`() {
        let segment = Segment("underlay", gateway: "10.57.4.21") { host1; host2 }, line = #line
        #expect(faults(Lab("lab") { segment }) == ["\(line): the gateway 10.57.4.21 is already the address of host2 (line \(host2.source.line))"])
    }

    @Test func `A gateway is an address without a prefix length`() {
        let segment = Segment("underlay", gateway: "10.57.4.1/24") { host1 }, line = #line
        #expect(faults(Lab("lab") { segment }) == ["\(line): \"10.57.4.1/24\" is not an address; expected a gateway such as 10.57.4.1, without a prefix length"])
    }

    @Test func `A host's second segment needs a link of its own`() {
        let dmz = Segment("dmz") { host1 }
        #expect(faults { dmz } == ["\(host1.source.line): host1 already stands in a segment by its eth0 (line \(host1.source.line)); here it needs a link of its own: host1.attached(as: \"eth1\", \"…/24\")"])
    }

    @Test(arguments: [67, 65536])
    func `A segment's MTU has bounds`(mtu: Int) {
        let segment = Segment("dmz", mtu: mtu) {}, line = #line
        #expect(faults { segment } == ["\(line): the segment's MTU is \(mtu); expected 68 to 65535"])
    }

    @Test func `A pod on an undeclared host is refused, once`() {
        let pod = Pod("pod", "192.168.12.10/24", on: Host("host3")), line = #line
        let lab = pair {
            pod
            Ping(from: pod, to: podA).seen(on: pod["eth0"], Ethernet(from: pod) / IPv4(from: pod))
            Stage("one") { pod { Address("192.168.12.11/24", dev: "eth0") } }
            Stage("two") {}
        }
        #expect(faults(lab) == ["\(line): pod lives on host3, which is not part of the lab: put host3 into a Segment, or name it by itself"])
    }

    @Test func `A pod by proxy_arp needs a route on its host for what the host is to answer for`() {
        let pod = Pod("pod", "192.168.12.10/24", on: host1), line = #line
        let lab = Lab("lab") { Segment("underlay") { host1 }; pod }
        let message = "host1 has no route to 169.254.10.24, so it would not answer pod's ARP requests for it (proxy_arp answers only for what is routed through another link); give host1's segment a gateway, or the host a default route"
        #expect(faults(lab) == ["\(line): \(message)"])
        #expect(faults(Lab("lab") { Segment("underlay") { host1; host2 }; pod; host1 { Route("default", via: host2) } }) == [])
    }

    @Test func `A pod's route to itself is no route for proxy_arp`() {
        let pod = Pod("pod", "192.168.12.10/24", on: host1), line = #line
        let lab = Lab("lab") { Segment("underlay") { host1 }; pod; host1 { Route("169.254.0.0/16", dev: "veth-pod") } }
        #expect(faults(lab).map { $0.prefix(40) } == ["\(line): host1 has no route to 169.254.10.24, so".prefix(40)])
    }

    @Test func `Pods of IPv6 alone cannot be joined by proxy_arp`() {
        let pod = Pod("pod", "fd00:10::10/64", on: host1), line1 = #line
        let other = Pod("other", "fd00:11::10/64", on: host1, style: .proxyARP(gateway: "fd00::1")), line2 = #line
        #expect(faults { pod; other } == [
            "\(line1): pod has no IPv4 address, so it has no use for the gateway 169.254.10.24; expected one, or style: .pointToPoint(gateway: an IPv6 address)",
            "\(line2): proxy_arp speaks of IPv4, and fd00::1 is an IPv6 address; expected style: .pointToPoint(gateway: \"fd00::1\")",
        ])
    }

    @Test func `A pod's gateway is an address`() {
        let pod = Pod("pod", "192.168.12.10/24", on: host1, style: .pointToPoint(gateway: "192.168.12.1/24")), line = #line
        #expect(faults { pod } == ["\(line): \"192.168.12.1/24\" is not an address; expected one such as 10.57.4.20 or fd00::20, without a prefix length"])
    }

    @Test func `A bridged pod's gateway is in its network, and its bridge a bridge of the host`() {
        let far = Pod("far", "172.17.0.2/24", on: host1, style: .bridged("docker0", gateway: "172.18.0.1")), line1 = #line
        let lost = Pod("lost", "172.17.0.3/24", on: host1, style: .bridged("docker1", gateway: "172.17.0.1")), line2 = #line
        let odd = Pod("odd", "172.17.0.4/24", on: host1, style: .bridged("eth0", gateway: "172.17.0.1")), line3 = #line
        #expect(faults { host1 { Bridge("docker0") }; far; lost; odd } == [
            "\(line1): the gateway 172.18.0.1 is outside far's network (172.17.0.0/24)",
            "\(line2): host1 has no link docker1; it has eth0, veth-pod-a, veth-far, veth-lost, veth-odd, docker0",
            "\(line3): eth0 of host1 is not a bridge, so veth-odd cannot be its port",
        ])
    }
}
