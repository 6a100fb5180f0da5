// Why what works in the machine room may not work in the cloud.
//
// After the remarks on clouds in the article "Kubernetes networking in depth, part three". The segment here is a
// cloud's: between two virtual machines there is a firewall that no rule of theirs can change. It checks source
// addresses, its security groups know TCP, UDP and ICMP alone, and it remembers connections.

import Components
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)
let cloud = Segment("cloud", gateway: "10.57.4.1") { host1; host2 }

let request = IPv4(from: podA, to: podB) / ICMP(.echoRequest)
let inIPIP = IPv4(from: host1, to: host2, protocol: .ipip) / request
let inVxlan = IPv4(from: host1, to: host2) / UDP(to: 4789) / VXLAN(vni: 100) / request

/// As flannel makes it: who lives where is declared, and nobody has to ask.
struct StaticVxlan: Component {
    var body: [Element] {
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
    }
}

Lab("cloud") {
    cloud
    podA
    podB
    // A switch asks no firewall. With this setting its frames pass the rules for forwarded packets all the same.
    cloud { Sysctl("net.bridge.bridge-nf-call-iptables", 1) }

    Stage("No cloud yet", "As long as nothing is checked, host routes are enough.") {
        HostRoutes(between: host1, and: host2)
        Ping(from: podA, to: podB)
    }

    Stage("Source addresses are checked", "Against spoofing, only what bears a machine's own address may leave it. With host routes the MAC address is host1's, but the source is pod-a: dropped.") {
        HostRoutes(between: host1, and: host2)
        cloud {
            Firewall(.forward, policy: .drop) {
                Accept(from: host1)
                Accept(from: host2)
            }
        }
        Ping(from: host1, to: host2)
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: host1["eth0"], Ethernet(from: host1["eth0"]) / request)
            .notSeen(on: host2["eth0"], request, "the cloud lets no pod's address through")
    }

    Stage("The tunnel's source is the machine's", "Inside ipip the underlay sees node addresses, and the check is content.") {
        IPTunnel(between: host1, and: host2)
        cloud {
            Firewall(.forward, policy: .drop) {
                Accept(from: host1)
                Accept(from: host2)
            }
        }
        Ping(from: podA, to: podB).seen(on: host2["eth0"], inIPIP)
    }

    Stage("A security group", "Its rules offer TCP, UDP and ICMP, and no more. ipip is none of them but protocol 4: the machines ping each other, the pods do not.") {
        IPTunnel(between: host1, and: host2)
        cloud { Firewall(.forward, policy: .drop) { Accept(.tcp, .udp, .icmp) } }
        Ping(from: host1, to: host2)
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: host1["eth0"], inIPIP)
            .notSeen(on: host2["eth0"], IPv4(protocol: .ipip), "the security group passes no ipip")
    }

    Stage("Only after the other side has pinged", "What the author saw: host1 may not begin with ipip, but host2 may. pod-a's ping gets no answer, until pod-b pings pod-a. Now the firewall knows a connection between the hosts (ipip has no ports to tell several apart), and pod-a's ping passes as a part of it.") {
        IPTunnel(between: host1, and: host2)
        cloud {
            Firewall(.forward, policy: .drop) {
                Accept(.established, .related)
                Accept(.tcp, .udp, .icmp)
                Accept(.new, .ipip, from: host2)
            }
        }
        Ping(from: podA, to: podB)
            .fails()
            .notSeen(on: host2["eth0"], IPv4(protocol: .ipip), "a new connection from host1 is refused")
        Ping(from: podB, to: podA)
        Ping(from: podA, to: podB).seen(on: host2["eth0"], inIPIP, "the same request as before, now part of a connection")
    }

    Stage("vxlan, and the port is shut", "\"Works wherever the nodes reach each other\": but UDP to 4789 must be allowed as well.") {
        StaticVxlan()
        cloud {
            Firewall(.forward, policy: .drop) {
                Accept(.icmp)
                Accept(.tcp(to: 22))
            }
        }
        Ping(from: host1, to: host2)
        Ping(from: podA, to: podB)
            .fails()
            .seen(on: host1["eth0"], inVxlan)
            .notSeen(on: host2["eth0"], UDP(to: 4789), "no vxlan datagram arrives")
    }

    Stage("vxlan, and the port is open", "One more rule of the security group, and the pods reach each other. So much for the ultimate solution: it had to be set up in the security group after all.") {
        StaticVxlan()
        cloud {
            Firewall(.forward, policy: .drop) {
                Accept(.icmp)
                Accept(.tcp(to: 22))
                Accept(.udp(to: 4789))
            }
        }
        Ping(from: podA, to: podB).seen(on: host2["eth0"], inVxlan)
    }
}
