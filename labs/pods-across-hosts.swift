// Two pods on two hosts, and three ways to let them talk.
//
// After the article "Kubernetes networking in depth, part three: connecting pods across hosts". Each host
// reaches its own pod from the start. What is missing is the way from host to host, and the stages find it
// three times: by plain routes, with another IP header in front, and with whole frames inside UDP.

import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)
let underlay = Segment("underlay", gateway: "10.57.4.1") { host1; host2 }

// What pod-a's echo request looks like, with and without what a tunnel puts in front of it.
let request = IPv4(from: podA, to: podB) / ICMP(.echoRequest)
let reply = IPv4(from: podB, to: podA) / ICMP(.echoReply)
let fromHost1 = Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: host1, to: host2)
let fromHost2 = Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv4(from: host2, to: host1)
let vxlan100 = UDP(to: 4789) / VXLAN(vni: 100)

Lab("pods-across-hosts") {
    underlay
    podA
    podB

    Stage("Environment", "Each host reaches its own pod. Where pod-b lives, nobody has told host1: what it cannot place goes to the gateway, and is lost there.") {
        Ping(from: host1, to: podA)
        Ping(from: host2, to: podB)
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: host1["eth0"], Ethernet(from: host1["eth0"], to: underlay) / request)
            .notSeen(on: host2["eth0"], request, "nothing of it arrives at host2")
    }

    Stage("Host routes", "A Linux host is already a router: one route per peer is enough. On each of the three legs the MAC addresses change, and the IP addresses stay.") {
        host1 { Route("192.168.11.0/24", via: host2, dev: "eth0", .onlink) }
        host2 { Route("192.168.10.0/24", via: host1, dev: "eth0", .onlink) }

        Ping(from: podA, to: podB, count: 2)
            .seenInOrder(
                Sight(on: podA["eth0"], Ethernet(from: podA["eth0"], to: host1["veth-pod-a"]) / IPv4(from: podA, to: podB, ttl: 64) / ICMP(.echoRequest)),
                Sight(on: host1["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest)),
                Sight(on: podB["eth0"], Ethernet(from: host2["veth-pod-b"], to: podB["eth0"]) / IPv4(from: podA, to: podB, ttl: 62) / ICMP(.echoRequest)),
                note: "three legs: new MAC addresses on each, one hop less to live, the same IP addresses")
            .seen(on: host2["eth0"], Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv4(from: podB, to: podA, ttl: 63) / ICMP(.echoReply))
            .notSeen(on: host2["eth0"], IPv4(from: host1, to: host2), "no encapsulation: the hosts' addresses are in no header")
    }

    Stage("IP tunnel", "Another IP header in front: the underlay sees packets from node to node. The tunnel needs no remote address, because the next hop of the route becomes the outer destination.") {
        host1 {
            IPIP("mustang.tun0", local: host1, ttl: 64, mtu: 1480)
            Route("192.168.11.0/24", via: host2, dev: "mustang.tun0", .onlink)
            Address("192.168.10.1/32", dev: "mustang.tun0")
        }
        host2 {
            IPIP("mustang.tun0", local: host2, ttl: 64, mtu: 1480)
            Route("192.168.10.0/24", via: host1, dev: "mustang.tun0", .onlink)
            Address("192.168.11.1/32", dev: "mustang.tun0")
        }

        Expect(host1, .absent) { Route("192.168.11.0/24", dev: "eth0") }

        Ping(from: podA, to: podB, count: 2)
            .seen(on: host2["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: host1, to: host2, ttl: 64, protocol: .ipip) / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest))
            .seen(on: host2["eth0"], fromHost2 / reply)
            .seen(on: host1["mustang.tun0"], request)
            .notSeen(on: host2["eth0"], request, "no packet without the outer header")

        // 1480 bytes are 20 of IP, 8 of ICMP and 1452 of payload. One more does not fit.
        Ping(from: podA, to: podB, size: 1452, .dontFragment)
        Ping(from: podA, to: podB, size: 1453, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1480))
    }

    Stage("vxlan", "Whole frames inside UDP. The route's next hop is the other device's address, so host1 asks for its MAC, within the tunnel; the all-zero entry says to whom such questions go, and from the answer the device learns the rest.") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0", .learning)
            Address("192.168.10.1/32", dev: "vxlan0")
            Route("192.168.11.0/24", via: "192.168.11.1", dev: "vxlan0", .onlink)
            Forwarding(.allZero, dst: host2, dev: "vxlan0")
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host2, dev: "eth0", .learning)
            Address("192.168.11.1/32", dev: "vxlan0")
            Route("192.168.10.0/24", via: "192.168.10.1", dev: "vxlan0", .onlink)
            Forwarding(.allZero, dst: host1, dev: "vxlan0")
        }

        Ping(from: podA, to: podB, count: 2)
            .seenInOrder(
                Sight(on: host2["eth0"], fromHost1 / vxlan100 / Ethernet(from: host1["vxlan0"], to: .broadcast) / ARP(.request, target: "192.168.11.1")),
                Sight(on: host2["eth0"], fromHost2 / vxlan100 / ARP(.reply, sender: "192.168.11.1", senderMAC: host2["vxlan0"])),
                Sight(on: host2["eth0"], fromHost1 / vxlan100 / Ethernet(from: host1["vxlan0"], to: host2["vxlan0"]) / request),
                note: "asked, answered and used within the tunnel: the MAC of 192.168.11.1")
            .seen(on: host2["eth0"], fromHost2 / vxlan100 / reply)
            .notSeen(on: host2["eth0"], request, "no packet outside of the tunnel")

        Expect(host1) {
            Forwarding(.allZero, dst: host2, dev: "vxlan0", .permanent)
            Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0", .learned)
            Neighbour("192.168.11.1", mac: host2["vxlan0"], dev: "vxlan0")
        }

        // 50 bytes are gone: the outer IP and UDP, the vxlan header, and the inner frame's own.
        Ping(from: podA, to: podB, size: 1422, .dontFragment)
        Ping(from: podA, to: podB, size: 1423, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1450))
    }

    Stage("vxlan by multicast", "Nobody lists the peers: each device joins a group, and what goes to an unknown address goes to the group. The underlay has to carry multicast.") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, group: "239.1.1.1", dev: "eth0", .learning)
            Address("192.168.10.1/32", dev: "vxlan0")
            Route("192.168.11.0/24", via: "192.168.11.1", dev: "vxlan0", .onlink)
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, group: "239.1.1.1", dev: "eth0", .learning)
            Address("192.168.11.1/32", dev: "vxlan0")
            Route("192.168.10.0/24", via: "192.168.10.1", dev: "vxlan0", .onlink)
        }

        Ping(from: podA, to: podB)
            .seen(on: host2["eth0"], IPv4(from: host1, to: "239.1.1.1") / vxlan100 / ARP(.request, target: "192.168.11.1"))
            .seen(on: host2["eth0"], fromHost1 / vxlan100 / request)

        Expect(host1) { Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0", .learned) }
    }

    Stage("vxlan with static entries", "What learning finds out by asking everybody, a controller can say beforehand: the MAC of each peer's device, and the node behind it. So flannel does it, and the wire stays quiet.") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0", .nolearning)
            Address("192.168.10.1/32", dev: "vxlan0")
            Neighbour("192.168.11.1", mac: host2["vxlan0"], dev: "vxlan0")
            Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0")
            Route("192.168.11.0/24", via: "192.168.11.1", dev: "vxlan0", .onlink)
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host2, dev: "eth0", .nolearning)
            Address("192.168.11.1/32", dev: "vxlan0")
            Neighbour("192.168.10.1", mac: host1["vxlan0"], dev: "vxlan0")
            Forwarding(host1["vxlan0"], dst: host1, dev: "vxlan0")
            Route("192.168.10.0/24", via: "192.168.10.1", dev: "vxlan0", .onlink)
        }

        Ping(from: podA, to: podB, count: 2)
            .seen(on: host2["eth0"], fromHost1 / vxlan100 / Ethernet(from: host1["vxlan0"], to: host2["vxlan0"]) / request)
            .seen(on: host2["eth0"], fromHost2 / vxlan100 / reply)
            .notSeen(on: host2["eth0"], vxlan100 / ARP(), "no ARP within the tunnel")
            .notSeen(on: host2["eth0"], vxlan100 / Ethernet(to: .broadcast), "nothing flooded")

        Expect(host1, .absent) { Forwarding(.allZero, dev: "vxlan0") }
    }
}
