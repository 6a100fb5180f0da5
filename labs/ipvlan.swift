// Containers without cables: each has an ipvlan on its host's link, with an IP address of its own and the host's MAC address.
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let one = Namespace("one"), two = Namespace("two")

Lab("ipvlan") {
    Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
    one
    two

    Stage("l2", "Frames are switched between the containers and the wire. The host itself they do not reach.") {
        one { IPVlan("eth0", on: host1["eth0"]); Address("10.57.4.101/24", dev: "eth0") }
        two { IPVlan("eth0", on: host1["eth0"]); Address("10.57.4.102/24", dev: "eth0") }
        Ping(from: host2, to: one)
            .seen(on: host2["eth0"], Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv4(to: one) / ICMP(.echoRequest))
            .seen(on: host2["eth0"], ARP(.reply, sender: one, senderMAC: host1["eth0"]))
        Ping(from: one, to: two)
            .notSeen(on: host1["eth0"], ICMP(), "it stays within the host")
        Ping(from: one, to: host1).fails()
    }

    Stage("l3", "The host's link routes; nobody asks for MAC addresses, so the others need a route.") {
        one { IPVlan("eth0", on: host1["eth0"], mode: .l3); Address("10.60.1.1/24", dev: "eth0"); Route("default", dev: "eth0") }
        two { IPVlan("eth0", on: host1["eth0"], mode: .l3); Address("10.60.2.1/24", dev: "eth0"); Route("default", dev: "eth0") }
        host2 { Route("10.60.0.0/16", via: host1) }
        Ping(from: host2, to: one)
            .seen(on: host1["eth0"], Ethernet(to: host1["eth0"]) / IPv4(from: host2, to: one, ttl: 64) / ICMP(.echoRequest))
            .notSeen(on: one["eth0"], ARP())
        Ping(from: one, to: two)
    }

    Stage("On the host itself", "An ipvlan of the host: a second address that others reach.") {
        host1 { IPVlan("ipv0", on: "eth0"); Address("10.57.4.103/32", dev: "ipv0") }
        Ping(from: host2, to: "10.57.4.103")
    }
}
