// Hosts on two segments with a router between, and what becomes of the three ways.
//
// "Kubernetes networking in depth, part three" says of host routes that the hosts must share a segment, because a
// route's next hop has to be reachable on the link, and of ipip and vxlan that they work across segments too. The
// article shows neither. Here host1 (10.57.4.20) is where it was, and host2 has moved to 10.57.5.0/24.

import Components
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.5.21/24")
let router = Router("router")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)

let request = IPv4(from: podA, to: podB) / ICMP(.echoRequest)
let reply = IPv4(from: podB, to: podA) / ICMP(.echoReply)
let vxlan100 = UDP(to: 4789) / VXLAN(vni: 100)

Lab("subnets") {
    Segment("left") { host1; router.attached(as: "eth0", "10.57.4.1/24") }
    Segment("right") { host2; router.attached(as: "eth1", "10.57.5.1/24") }
    podA
    podB
    host1 { Route("default", via: router) }
    host2 { Route("default", via: router) }

    Stage("Environment", "The hosts reach each other through the router, which counts a hop. Of the pods it knows nothing: what it is given for pod-b ends there.") {
        Ping(from: host1, to: host2)
            .seen(on: host2["eth0"], Ethernet(from: router["eth1"], to: host2["eth0"]) / IPv4(from: host1, to: host2, ttl: 63) / ICMP(.echoRequest))
        Ping(from: host1, to: podA)
        Ping(from: host2, to: podB)
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: router["eth0"], Ethernet(from: host1["eth0"], to: router["eth0"]) / request)
            .notSeen(on: router["eth1"], request, "the router has no route for it")
    }

    Stage("Host routes", "The route of a shared segment, with a next hop that is on another. Without onlink neither the kernel nor Warren would take it: \"no network of eth0 contains the next hop\". With it host1 asks on its own segment for 10.57.5.21; who has that address cannot hear the question, and a router does not pass it on.") {
        HostRoutes(between: host1, and: host2)
        // Three questions, a tenth of a second apart, before host1 gives up; the kernel would wait a second.
        host1 { Sysctl("net.ipv4.neigh.eth0.retrans_time_ms", 100) }

        Ping(from: podA, to: podB)
            .fails(with: .hostUnreachable)
            .seen(on: router["eth0"], Ethernet(from: host1["eth0"], to: .broadcast) / ARP(.request, target: host2), times: 3)
            .notSeen(on: host1["eth0"], ARP(.reply, sender: host2), "nobody answers")
            .notSeen(on: host2["eth0"], ARP(), "the question does not leave its segment")
            .notSeen(on: host1["eth0"], request, "and so the request never leaves host1")
    }

    Stage("Routes on the router", "What remains without a tunnel is to tell the router: one route per host, on every router between. That is what BGP is used for. The hosts need no route for each other's pods: their default route leads to somebody who knows.") {
        router {
            Route("192.168.10.0/24", via: host1)
            Route("192.168.11.0/24", via: host2)
        }

        Ping(from: podA, to: podB)
            .seenInOrder(
                Sight(on: host1["eth0"], Ethernet(from: host1["eth0"], to: router["eth0"]) / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest)),
                Sight(on: host2["eth0"], Ethernet(from: router["eth1"], to: host2["eth0"]) / IPv4(from: podA, to: podB, ttl: 62) / ICMP(.echoRequest)),
                Sight(on: podB["eth0"], IPv4(from: podA, to: podB, ttl: 61) / ICMP(.echoRequest)),
                note: "one router more, one hop less to live")
    }

    Stage("IP tunnel", "The same next hop, but into a tunnel: there it is no neighbour to be asked for, it becomes the outer destination, and the outer packet is routed like any other between the hosts. The router counts a hop of the outer header; the inner one does not notice it.") {
        IPTunnel(between: host1, and: host2)

        Ping(from: podA, to: podB, count: 2)
            .seenInOrder(
                Sight(on: router["eth0"], Ethernet(from: host1["eth0"], to: router["eth0"]) / IPv4(from: host1, to: host2, ttl: 64, protocol: .ipip) / IPv4(from: podA, to: podB, ttl: 63)),
                Sight(on: host2["eth0"], Ethernet(from: router["eth1"], to: host2["eth0"]) / IPv4(from: host1, to: host2, ttl: 63, protocol: .ipip) / IPv4(from: podA, to: podB, ttl: 63)),
                note: "the router's hop is counted outside; inside, the TTL stays 63")
            .seen(on: host1["eth0"], IPv4(from: host2, to: host1, protocol: .ipip) / reply, times: 2)
            .notSeen(on: router["eth0"], request, "no packet without the outer header")
            .notSeen(on: host1["eth0"], ARP(.request, target: host2), "nobody asks for 10.57.5.21 any more")
    }

    Stage("vxlan", "Frames inside UDP from node to node: to the router it is the hosts' own traffic.") {
        VxlanTunnel(between: host1, and: host2)

        Ping(from: podA, to: podB, count: 2)
            .seen(on: host2["eth0"], Ethernet(from: router["eth1"], to: host2["eth0"]) / IPv4(from: host1, to: host2) / vxlan100 / Ethernet(from: host1["vxlan0"], to: .broadcast) / ARP(.request, target: "192.168.11.1"))
            .seen(on: host2["eth0"], Ethernet(from: router["eth1"], to: host2["eth0"]) / IPv4(from: host1, to: host2) / vxlan100 / Ethernet(from: host1["vxlan0"], to: host2["vxlan0"]) / IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest), times: 2)
            .seen(on: host1["eth0"], Ethernet(from: router["eth0"], to: host1["eth0"]) / IPv4(from: host2, to: host1) / vxlan100 / reply, times: 2)
            .notSeen(on: router["eth1"], request, "no packet outside of the tunnel")
    }
}
