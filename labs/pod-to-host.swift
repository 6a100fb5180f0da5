// One host, one pod, and each command that joins them.
//
// The prerequisite of "Kubernetes networking in depth, part three": its first block of commands makes pod-a on
// host1 (10.57.4.20), and the reader is asked to believe that the two then reach each other. Here the commands
// come one at a time, and each stage shows what is still missing, until one word does all of it.

import Warren

let host1 = Host("host1", "10.57.4.20/24")
let podA = Namespace("pod-a")

let request = IPv4(from: "192.168.10.10", to: host1) / ICMP(.echoRequest)
let question = ARP(.request, target: "169.254.10.24", sender: "192.168.10.10")
let answer = ARP(.reply, sender: "169.254.10.24", senderMAC: host1["veth-pod-a"])

/// ip netns add; ip link add eth0 type veth peer name veth-pod-a; ip addr add; ip link set up
struct Cable: Component {
    var body: [Element] {
        podA
        Veth(podA["eth0"], host1["veth-pod-a"])
        podA {
            Address("192.168.10.10/24", dev: "eth0")
            // Three questions, a tenth of a second apart, before the pod gives up; the kernel would wait a second.
            Sysctl("net.ipv4.neigh.eth0.retrans_time_ms", 100)
        }
    }
}

Lab("pod-to-host") {
    Segment("underlay", gateway: "10.57.4.1") { host1 }

    Stage("A namespace and a cable", "The pod is a namespace with one end of a veth pair in it. It has an address, and knows nobody outside its own network; host1 knows nothing of it either, and sends what is meant for it to the gateway.") {
        Cable()

        Ping(from: podA, to: host1).fails(with: .netUnreachable)
            .notSeen(on: podA["eth0"], question, "nobody to ask: there is no route to ask for")
        Ping(from: host1, to: "192.168.10.10")
            .fails()
            .seen(on: host1["eth0"], IPv4(to: "192.168.10.10") / ICMP(.echoRequest))
            .notSeen(on: podA["eth0"], ICMP(.echoRequest), "nothing of it takes the cable")
    }

    Stage("A gateway that does not exist", "The pod's default route leads to 169.254.10.24, an address that no link in the world has; onlink spares the kernel the doubt. The pod asks three times for its MAC address, nobody answers, and it gives up.") {
        Cable()
        podA { Route("default", via: "169.254.10.24", dev: "eth0", .onlink) }

        Ping(from: podA, to: host1)
            .fails(with: .hostUnreachable)
            .seen(on: host1["veth-pod-a"], Ethernet(from: podA["eth0"], to: .broadcast) / question, times: 3)
            .notSeen(on: podA["eth0"], answer, "host1 is silent: the address is not its own")
            .notSeen(on: podA["eth0"], request, "without a MAC address, not one packet leaves")
    }

    Stage("proxy_arp", "With proxy_arp the host's end of the cable answers for every address that host1 would reach by another link, and 169.254.10.24 it would send to its default gateway. The request now arrives. The reply does not: host1 still has no way to the pod.") {
        Cable()
        podA { Route("default", via: "169.254.10.24", dev: "eth0", .onlink) }
        host1 {
            Sysctl("net.ipv4.conf.veth-pod-a.proxy_arp", 1)
            // The kernel would hold such an answer back for up to 0.8 s. Calico sets this too.
            Sysctl("net.ipv4.neigh.veth-pod-a.proxy_delay", 0)
        }

        Ping(from: podA, to: host1)
            .fails()
            .seenInOrder(
                Sight(on: podA["eth0"], Ethernet(from: podA["eth0"], to: .broadcast) / question),
                Sight(on: podA["eth0"], Ethernet(from: host1["veth-pod-a"], to: podA["eth0"]) / answer),
                Sight(on: host1["veth-pod-a"], Ethernet(from: podA["eth0"], to: host1["veth-pod-a"]) / request),
                note: "asked, answered by the cable's other end, and sent there")
            .seen(on: host1["eth0"], IPv4(from: host1, to: "192.168.10.10") / ICMP(.echoReply), "the reply takes the default route, away from the pod")
            .notSeen(on: podA["eth0"], ICMP(.echoReply), "no reply comes back")
        Expect(podA) { Neighbour("169.254.10.24", mac: host1["veth-pod-a"], dev: "eth0") }
    }

    Stage("The way in", "One route, for the one address at the other end of the cable: the next thing that host1 has to do for an address on that link is to ask for its MAC.") {
        Cable()
        podA { Route("default", via: "169.254.10.24", dev: "eth0", .onlink) }
        host1 {
            Sysctl("net.ipv4.conf.veth-pod-a.proxy_arp", 1)
            Sysctl("net.ipv4.neigh.veth-pod-a.proxy_delay", 0)
            Route("192.168.10.10", dev: "veth-pod-a", scope: .link)
        }

        Ping(from: podA, to: host1, count: 2)
            .seen(on: podA["eth0"], Ethernet(from: host1["veth-pod-a"], to: podA["eth0"]) / IPv4(from: host1, to: "192.168.10.10", ttl: 64) / ICMP(.echoReply), times: 2)
            .notSeen(on: host1["eth0"], ICMP(), "nothing goes astray")
        Ping(from: host1, to: "192.168.10.10")
            .seen(on: podA["eth0"], Ethernet(from: host1["veth-pod-a"], to: podA["eth0"]) / ICMP(.echoRequest))
    }

    Stage("In one word", "All of it is what the word Pod stands for: warren explain shows the same commands.") {
        Pod("pod-a", "192.168.10.10/24", on: host1)

        Ping(from: podA, to: host1)
            .seenInOrder(
                Sight(on: podA["eth0"], question),
                Sight(on: podA["eth0"], answer),
                Sight(on: podA["eth0"], request),
                note: "the same question, the same answer")
        Ping(from: host1, to: podA)
        Expect(host1) { Route("192.168.10.10", dev: "veth-pod-a", scope: .link) }
    }
}
