// Two pods on two hosts again, now with both families: host routes, and vxlan with IPv6 outside.
//
// The experiments of "Kubernetes networking in depth, part three", whose article is of IPv4 alone. Each address of
// it has an IPv6 one beside it: 10.57.4.20 is also fd00:57:4::20, and 192.168.10.10 is also fd00:192:168:10::10. What
// changes is who asks: neighbour discovery instead of ARP, and no router takes a packet apart.

import Warren

let host1 = Host("host1", "10.57.4.20/24", "fd00:57:4::20/64")
let host2 = Host("host2", "10.57.4.21/24", "fd00:57:4::21/64")
let podA = Pod("pod-a", "192.168.10.10/24", "fd00:192:168:10::10/64", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", "fd00:192:168:11::10/64", on: host2)
let underlay = Segment("underlay", gateway: "10.57.4.1", "fd00:57:4::1") { host1; host2 }

let request = IPv6(from: podA, to: podB) / ICMP(.echoRequest)
let reply = IPv6(from: podB, to: podA) / ICMP(.echoReply)
let outer = Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv6(from: "fd00:57:4::20", to: "fd00:57:4::21") / UDP(to: 4789) / VXLAN(vni: 100)
let outerBack = Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv6(from: "fd00:57:4::21", to: "fd00:57:4::20") / UDP(to: 4789) / VXLAN(vni: 100)

Lab("ipv6") {
    underlay
    podA
    podB

    Stage("Environment", "The pod's IPv6 gateway needs no trick: it is the link-local address of the cable's other end, which really is there. So Calico does it. The question for its MAC address goes to a multicast group, and not to everybody.") {
        Ping(from: podA, to: host1, .ipv6)
            .seenInOrder(
                Sight(on: podA["eth0"], Ethernet(from: podA["eth0"]) / IPv6(to: "ff02::/16") / NDP(.solicitation)),
                Sight(on: podA["eth0"], Ethernet(from: host1["veth-pod-a"], to: podA["eth0"]) / NDP(.advertisement)),
                Sight(on: podA["eth0"], Ethernet(from: podA["eth0"], to: host1["veth-pod-a"]) / IPv6(from: podA, to: host1, hopLimit: 64) / ICMP(.echoRequest)),
                note: "asked, answered and used: the other end's MAC address")
            .notSeen(on: podA["eth0"], ARP(), "no ARP for IPv6")
        Ping(from: host1, to: podA, .ipv6)
        Ping(from: host1, to: host2, .ipv6)
            .seen(on: host2["eth0"], IPv6(from: host1) / NDP(.solicitation, target: "fd00:57:4::21"))
        Ping(from: podA, to: podB, .ipv6)
            .fails()
            .seen(on: host1["eth0"], Ethernet(from: host1["eth0"], to: underlay) / request)
            .notSeen(on: host2["eth0"], request, "nothing of it arrives at host2")
    }

    Stage("Host routes", "One route per peer and family. The two families know nothing of each other: three legs, new MAC addresses on each, one from the hop limit as from the TTL.") {
        host1 {
            Route("fd00:192:168:11::/64", via: host2, dev: "eth0")
            Route("192.168.11.0/24", via: host2, dev: "eth0")
        }
        host2 {
            Route("fd00:192:168:10::/64", via: host1, dev: "eth0")
            Route("192.168.10.0/24", via: host1, dev: "eth0")
        }

        Ping(from: podA, to: podB, count: 2, .ipv6)
            .seenInOrder(
                Sight(on: podA["eth0"], Ethernet(from: podA["eth0"], to: host1["veth-pod-a"]) / IPv6(from: podA, to: podB, hopLimit: 64) / ICMP(.echoRequest)),
                Sight(on: host1["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv6(from: podA, to: podB, hopLimit: 63) / ICMP(.echoRequest)),
                Sight(on: podB["eth0"], Ethernet(from: host2["veth-pod-b"], to: podB["eth0"]) / IPv6(from: podA, to: podB, hopLimit: 62) / ICMP(.echoRequest)),
                note: "three legs: new MAC addresses on each, one hop less to live")
            .seen(on: host2["eth0"], Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv6(from: podB, to: podA, hopLimit: 63) / ICMP(.echoReply))
            .notSeen(on: host2["eth0"], IPv4(), "not one IPv4 packet")
        Ping(from: podA, to: podB, .ipv4)
            .seen(on: host2["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest))
            .notSeen(on: host2["eth0"], request, "and no IPv6 one here")
    }

    Stage("vxlan over IPv6", "The datagrams have IPv6 headers; within are frames, and these may hold either family. The question for the other device's MAC address is asked within the tunnel, by neighbour discovery for IPv6 and by ARP for IPv4. The longer header costs 20 bytes more: 70 in all.") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, local: "fd00:57:4::20", dev: "eth0", .learning)
            Address("fd00:192:168:10::1/128", dev: "vxlan0")
            Address("192.168.10.1/32", dev: "vxlan0")
            Route("fd00:192:168:11::/64", via: "fd00:192:168:11::1", dev: "vxlan0", .onlink)
            Route("192.168.11.0/24", via: "192.168.11.1", dev: "vxlan0", .onlink)
            Forwarding(.allZero, dst: host2, dev: "vxlan0")
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, local: "fd00:57:4::21", dev: "eth0", .learning)
            Address("fd00:192:168:11::1/128", dev: "vxlan0")
            Address("192.168.11.1/32", dev: "vxlan0")
            Route("fd00:192:168:10::/64", via: "fd00:192:168:10::1", dev: "vxlan0", .onlink)
            Route("192.168.10.0/24", via: "192.168.10.1", dev: "vxlan0", .onlink)
            Forwarding(.allZero, dst: host1, dev: "vxlan0")
        }

        Ping(from: podA, to: podB, count: 2, .ipv6)
            .seenInOrder(
                Sight(on: host2["eth0"], outer / NDP(.solicitation, target: "fd00:192:168:11::1")),
                Sight(on: host2["eth0"], outerBack / NDP(.advertisement, target: "fd00:192:168:11::1")),
                Sight(on: host2["eth0"], outer / Ethernet(from: host1["vxlan0"], to: host2["vxlan0"]) / request),
                note: "asked, answered and used within the tunnel")
            .seen(on: host2["eth0"], outerBack / reply, times: 2)
            .notSeen(on: host2["eth0"], request, "no packet outside of the tunnel")
        Ping(from: podA, to: podB, .ipv4)
            .seenInOrder(
                Sight(on: host2["eth0"], outer / ARP(.request, target: "192.168.11.1")),
                Sight(on: host2["eth0"], outer / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest)),
                note: "IPv4 inside, IPv6 outside")

        Expect(host1) {
            Neighbour("fd00:192:168:11::1", mac: host2["vxlan0"], dev: "vxlan0")
            Forwarding(host2["vxlan0"], dst: "fd00:57:4::21", dev: "vxlan0", .learned)
        }

        // 1430 bytes: 40 of IPv6, 8 of ICMP, 1382 of payload. The router that cannot pass more says so.
        Ping(from: podA, to: podB, size: 1382, .dontFragment, .ipv6)
        Ping(from: podA, to: podB, size: 1383, .dontFragment, .ipv6).fails(with: .fragmentationNeeded(mtu: 1430))
    }
}
