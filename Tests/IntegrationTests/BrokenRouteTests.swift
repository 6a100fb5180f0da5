import Testing

extension EndToEnd {
    @Suite("A lab that is broken on purpose fails where it is broken, and says why: routes and links")
    struct BrokenRouteTests {
        @Test("a route missing: the way there is right, and the way back leads to the gateway")
        func missingRoute() throws {
            let report = try BrokenLab.test(
                ArticleLab.with("host2 { Route(\"192.168.10.0/24\", via: host1, dev: \"eth0\", .onlink) }", "", after: "Stage(\"Host routes\""))
            report.expectFailures(inStages: [2])
            report.expect("pod-a reaches pod-b", "expected", "2 replies from 192.168.11.10")
            report.expect("pod-a reaches pod-b", "got", "no answer to 2 of 2")
            report.expect("pod-a reaches pod-b", "the way back", "host2 would route 192.168.10.10 via 10.57.4.1 dev eth0")
            report.expect("pod-a reaches pod-b", "the way back", "underlay has no route to 192.168.10.10")
            // The reply is there, but it goes to the gateway.
            let reply = "Ethernet host2:eth0 > host1:eth0 / IPv4 pod-b > pod-a ttl 63 / ICMP echo reply"
            report.expect(reply, "nearest", "IP 192.168.11.10 > 192.168.10.10: ICMP echo reply")
            report.expect(reply, "differs", "Ethernet destination: expected host1:eth0, saw underlay:underlay")
            #expect(report.holds("three legs"))
        }

        @Test("a route to the wrong peer: nobody answers for it, and the trace ends there")
        func wrongPeer() throws {
            let report = try BrokenLab.test(
                ArticleLab.with("Route(\"192.168.11.0/24\", via: host2", "Route(\"192.168.11.0/24\", via: \"10.57.4.99\"", after: "Stage(\"Host routes\""))
            report.expectFailures(inStages: [2])
            report.expect("pod-a reaches pod-b", "the way", "host1 would route 192.168.11.10 via 10.57.4.99 dev eth0, neighbour ")
            report.expect("pod-a reaches pod-b", "the way", "no node has 10.57.4.99")
            report.expect("three legs", "missing", "2 of 3, on host1:eth0")
            report.expect("three legs", "saw", "ARP, Request who-has 10.57.4.99 tell 10.57.4.20")
        }

        @Test("proxy_arp off: the pod's question for its gateway is not answered")
        func proxyARPOff() throws {
            let report = try BrokenLab.test(
                ArticleLab.twoStages(ArticleLab.with("    podB\n", "    podB\n    host1 { Sysctl(\"net.ipv4.conf.veth-pod-a.proxy_arp\", 0) }\n", after: "Lab(")))
            report.expectFailures(inStages: [1, 2])
            report.expect("pod-a reaches pod-b", "the way", "pod-a would route 192.168.11.10 via 169.254.10.24 dev eth0, neighbour ")
            report.expect("pod-a reaches pod-b", "the way", "host1 does not answer ARP requests for 169.254.10.24 on veth-pod-a: net.ipv4.conf.veth-pod-a.proxy_arp is 0")
            report.expect("three legs", "saw", "ARP, Request who-has 169.254.10.24 tell 192.168.10.10")
            #expect(report.holds("host2 reaches pod-b"))
        }

        @Test("a link down: the trace names it")
        func linkDown() throws {
            let report = try BrokenLab.test(ArticleLab.twoStages(ArticleLab.with("    podB\n", "    podB\n    host2 { Link(\"veth-pod-b\", .down) }\n", after: "Lab(")))
            report.expectFailures(inStages: [1, 2])
            report.expect("host2 reaches pod-b", "got", "\"net unreachable\" from 10.57.4.1")
            report.expect("host2 reaches pod-b", "the way", "host2:veth-pod-b is down")
            report.expect("pod-a reaches pod-b", "the way", "host2:veth-pod-b is down")
            #expect(report.holds("host1 reaches pod-a"))
        }

        @Test("a route left over takes the packets past the tunnel")
        func leftoverRoute() throws {
            let report = try BrokenLab.test(
                ArticleLab.with("            Address(\"192.168.10.1/32\", dev: \"vxlan0\")\n", "            Address(\"192.168.10.1/32\", dev: \"vxlan0\")\n            Route(\"192.168.11.10\", via: host2, dev: \"eth0\", .onlink)\n", after: "Stage(\"vxlan\""))
            report.expectFailures(inStages: [4])
            report.expect("no packet outside of the tunnel", "saw", "IP 192.168.10.10 > 192.168.11.10: ICMP echo request")
            report.expect("asked, answered and used", "the way", "host1 would route 192.168.11.10 via 10.57.4.21 dev eth0")
            report.expect("1423 bytes", "got", "a reply")
        }
    }

    @Suite("A lab that is broken on purpose fails where it is broken, and says why: tunnels")
    struct BrokenTunnelTests {
        private static let allZero = "Forwarding(.allZero, dst: host2, dev: \"vxlan0\")"

        @Test("no all-zero entry: nobody is asked for the peer's MAC address")
        func missingEntry() throws {
            let report = try BrokenLab.test(ArticleLab.with("            \(Self.allZero)\n", "", after: "Stage(\"vxlan\""))
            report.expectFailures(inStages: [4])
            report.expect("pod-a reaches pod-b", "the way", "host1 would route 192.168.11.10 via 192.168.11.1 dev vxlan0, neighbour ")
            report.expect("pod-a reaches pod-b", "the way", "host1:vxlan0 has no forwarding entry for 192.168.11.1, whose MAC address is not known, and none for unknown addresses")
            report.expect("host1 has forwarding entry 00:00:00:00:00:00", "has", "nothing of the kind")
        }

        @Test("the all-zero entry to nobody: the trace says that no node has the address")
        func wrongEntry() throws {
            let report = try BrokenLab.test(
                ArticleLab.with(Self.allZero, "Forwarding(.allZero, dst: \"10.57.4.99\", dev: \"vxlan0\")", after: "Stage(\"vxlan\""))
            report.expectFailures(inStages: [4])
            report.expect("pod-a reaches pod-b", "the way", "fdb 00:00:00:00:00:00 dst 10.57.4.99")
            report.expect("pod-a reaches pod-b", "the way", "no node has 10.57.4.99")
            report.expect("host1 has forwarding entry 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21", "has", "00:00:00:00:00:00 dev vxlan0 dst 10.57.4.99 permanent")
        }

        @Test("another VNI at the other end", arguments: [("id: 100", "id: 101", "VNI 101 on port 4789"), ("port: 4789", "port: 4790", "VNI 100 on port 4790")])
        func otherVNI(_ old: String, _ new: String, _ known: String) throws {
            let line = "Vxlan(\"vxlan0\", id: 100, port: 4789, local: host2, dev: \"eth0\", .learning)"
            let report = try BrokenLab.test(ArticleLab.with(line, line.replacing(old, with: new), after: "Stage(\"vxlan\""))
            report.expectFailures(inStages: [4])
            report.expect("pod-a reaches pod-b", "the way", "host2 does not listen for VNI 100 on UDP port 4789: its vxlan0 has \(known)")
            report.expect("asked, answered and used", "missing", "2 of 3, on host2:eth0")
            report.expect("asked, answered and used", "saw", "ARP, Request who-has 192.168.11.1 tell 192.168.10.1")
        }

        @Test("an MTU of 1400 on one side: the router that refuses and its MTU are named")
        func mtu() throws {
            let line = "Vxlan(\"vxlan0\", id: 100, port: 4789, local: host1, dev: \"eth0\", .learning)"
            let report = try BrokenLab.test(ArticleLab.with(line, line.replacing(".learning", with: "mtu: 1400, .learning"), after: "Stage(\"vxlan\""))
            report.expectFailures(inStages: [4])
            report.expect("1422 bytes", "got", "\"fragmentation needed, mtu 1400\" from 10.57.4.20")
            report.expect("1422 bytes", "the way", "host1 would route 192.168.11.10 via 192.168.11.1 dev vxlan0 (mtu 1400)")
            report.expect("1423 bytes", "expected", "fragmentation needed, mtu 1450")
            #expect(report.failures.count == 2)
        }

        @Test("learning off: traffic passes by flooding, and the entry that should be learned is not")
        func learningOff() throws {
            let line = "Vxlan(\"vxlan0\", id: 100, port: 4789, local: host1, dev: \"eth0\", .learning)"
            let report = try BrokenLab.test(ArticleLab.with(line, line.replacing(".learning", with: ".nolearning"), after: "Stage(\"vxlan\""))
            report.expectFailures(inStages: [4])
            #expect(report.failures.count == 1)
            report.expect("learned", "has", "00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 permanent")
            report.expect("learned", "but", "vxlan0 does not learn: learning is off")
        }

        @Test("learning off and no static entry: with a multicast group nothing is learned either")
        func learningOffWithGroup() throws {
            let line = "Vxlan(\"vxlan0\", id: 100, port: 4789, group: \"239.1.1.1\", dev: \"eth0\", .learning)"
            let report = try BrokenLab.test(ArticleLab.with(line, line.replacing(".learning", with: ".nolearning"), after: "Stage(\"vxlan by multicast\""))
            report.expectFailures(inStages: [5])
            report.expect("learned", "but", "vxlan0 does not learn: learning is off")
        }

        @Test("a static entry with the wrong MAC address: the device has none for the right one")
        func wrongMAC() throws {
            let report = try BrokenLab.test(
                ArticleLab.with("Forwarding(host2[\"vxlan0\"], dst: host2", "Forwarding(\"02:00:00:00:00:99\", dst: host2", after: "Stage(\"vxlan with static"))
            report.expectFailures(inStages: [6])
            report.expect("pod-a reaches pod-b", "the way", "host1:vxlan0 has no forwarding entry for 02:")
            report.expect("pod-a reaches pod-b", "the way", "(192.168.11.1), and none for unknown addresses")
        }

        @Test("ipip: a route past the tunnel, and a tunnel that is smaller than said")
        func ipip() throws {
            let past = try BrokenLab.test(
                ArticleLab.with("Route(\"192.168.11.0/24\", via: host2, dev: \"mustang.tun0\", .onlink)", "Route(\"192.168.11.0/24\", via: host2, dev: \"eth0\", .onlink)", after: "Stage(\"IP tunnel\""))
            past.expectFailures(inStages: [3])
            past.expect("no packet without the outer header", "saw", "IP 192.168.10.10 > 192.168.11.10: ICMP echo request")
            past.expect("host1 has no route 192.168.11.0/24", "has", "192.168.11.0/24 via 10.57.4.21 dev eth0 onlink")
            let small = try BrokenLab.test(ArticleLab.with("local: host1, ttl: 64, mtu: 1480", "local: host1, ttl: 64, mtu: 1400", after: "Stage(\"IP tunnel\""))
            small.expectFailures(inStages: [3])
            small.expect("1452 bytes", "got", "\"fragmentation needed, mtu 1400\" from 10.57.4.20")
        }
    }
}
