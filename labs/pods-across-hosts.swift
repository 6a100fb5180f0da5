// Two pods on two hosts: three ways to let them talk.
//
// After "Understanding Kubernetes networking, part three: connecting pods across hosts". A host routes to
// its own pod from the start; what is missing is the way from host to host. The stages find it three
// times: with plain routes, with another IP header in front, and with whole frames inside UDP.

import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)

let underlay = Segment("underlay", gateway: "10.57.4.1") { host1; host2 }

// What the underlay sees of a vxlan datagram between the hosts.
let tunnelled = Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: host1, to: host2) / UDP(to: 4789) / VXLAN(vni: 100)

Lab("pods-across-hosts") {
    underlay
    podA
    podB

    Stage("Environment", "Each host reaches its own pod. Nobody has told host1 where pod-b lives.") {
        Ping(from: host1, to: podA)
        Ping(from: host2, to: podB)
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: host1["eth0"], Ethernet(to: underlay) / IPv4(from: podA, to: podB) / ICMP(.echoRequest))
            .notSeen(on: host2["eth0"], IPv4(from: podA))
    }

    Stage("Host routes", "A Linux host is already a router: one route per peer is enough.") {
        host1 { Route("192.168.11.0/24", via: host2, dev: "eth0", .onlink) }
        host2 { Route("192.168.10.0/24", via: host1, dev: "eth0", .onlink) }

        Ping(from: podA, to: podB, count: 2)
            .seenInOrder(
                Sight(on: podA["eth0"], Ethernet(from: podA["eth0"], to: host1["veth-pod-a"]) / IPv4(from: podA, to: podB, ttl: 64) / ICMP(.echoRequest)),
                Sight(on: host1["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest)),
                Sight(on: podB["eth0"], Ethernet(from: host2["veth-pod-b"], to: podB["eth0"]) / IPv4(from: podA, to: podB, ttl: 62) / ICMP(.echoRequest)))
            .notSeen(on: host2["eth0"], IPv4(protocol: .ipip), "no encapsulation")
    }

    Stage("IP tunnel", "Another IP header in front: the underlay sees only node addresses.") {
        host1 {
            IPIP("mustang.tun0", local: host1, ttl: 64, mtu: 1480)
            Route("192.168.11.0/24", via: host2, dev: "mustang.tun0", .onlink)
            Address("192.168.10.1/32", dev: "mustang.tun0")
        }
        for i in 1...1 { host2 { IPIP("x\(i)") } }
        if true { Ping(from: podA, to: "192.168.11.10", size: 1453, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1480)) }
    }
    Stage("vxlan") {
       Expect(host1) {
          Forwarding(.allZero, dst: host2, dev: "vxlan0")
          Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0", .learned)
       }
       Ping(from: podA, to: podB).seen(on: host2["eth0"], tunnelled / ARP(.request, target: "192.168.11.1"))
    }
}
struct Rack: Component {
    let number: Int
    var body: [Element] {
        let host = Host("rack\(number)", "10.0.\(number).2/24")
        Segment("lan\(number)", gateway: "10.0.\(number).1") { host }
        Pod("web\(number)", "192.168.\(number).10/24", on: host)
        host1 { Route("default", via: host) }
    }
}
