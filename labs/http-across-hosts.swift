// A web page, asked for across hosts.
//
// After the article "Kubernetes networking in depth, part three: connecting pods across hosts", which asks
// pod-b's http service for a page where pods-across-hosts.swift sends pings. TCP begins with a SYN, and each
// stage shows that one segment on the underlay: bare, behind another IP header, and in a frame inside UDP.

import Components
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)

// The first segment of a connection to the service, and the second. The rest of a connection looks like them.
let syn = IPv4(from: podA, to: podB) / TCP(to: 8080, flags: [.syn])
let synAck = IPv4(from: podB, to: podA) / TCP(from: 8080, flags: [.syn, .ack])
let fromHost1 = Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: host1, to: host2)
let fromHost2 = Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv4(from: host2, to: host1)
let vxlan100 = UDP(to: 4789) / VXLAN(vni: 100)

Lab("http-across-hosts") {
    Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
    podA
    podB
    HTTPServer(on: podB, port: 8080, ["/": "hello from pod-b\n"])

    Stage("Environment", "The service answers on its own host. From pod-a nothing comes through: the first segment is lost at the gateway, which knows no pods.") {
        HTTPGet(from: host2, to: podB, port: 8080).answers(200, body: "hello from pod-b\n")
        HTTPGet(from: podA, to: podB, port: 8080).fails()
            .seen(on: host1["eth0"], syn)
            .notSeen(on: host2["eth0"], syn, "nothing of it arrives at host2")
    }

    Stage("Host routes", "One route per peer. The segment crosses the underlay as pod-a made it, but for its MAC addresses and one hop less to live.") {
        HostRoutes(between: host1, and: host2)

        HTTPGet(from: podA, "http://pod-b:8080/")
            .answers(200, body: "hello from pod-b\n")
            .seenAs(podA)
            .seenInOrder(
                Sight(on: host2["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: podA, to: podB, ttl: 63) / TCP(to: 8080, flags: [.syn])),
                Sight(on: host2["eth0"], Ethernet(from: host2["eth0"], to: host1["eth0"]) / IPv4(from: podB, to: podA, ttl: 63) / TCP(from: 8080, flags: [.syn, .ack])),
                Sight(on: host2["eth0"], IPv4(from: podA, to: podB) / TCP(to: 8080, flags: [.ack])),
                note: "the three segments of the handshake, bare")
            .notSeen(on: host2["eth0"], IPv4(from: host1, to: host2), "the hosts' addresses are in no header")

        HTTPGet(from: podA, "http://pod-b:8080/nothing").answers(404)
        Connect(from: podA, to: podB, port: 8081).refused()
    }

    Stage("IP tunnel", "The same segment behind another IP header: the underlay sees packets from host to host.") {
        IPTunnel(between: host1, and: host2)

        HTTPGet(from: podA, "http://pod-b:8080/")
            .answers(200, body: "hello from pod-b\n")
            .seenAs(podA)
            .seenInOrder(
                Sight(on: host2["eth0"], fromHost1 / syn),
                Sight(on: host2["eth0"], fromHost2 / synAck),
                note: "SYN and SYN+ACK behind an IP header from host to host")
            .notSeen(on: host2["eth0"], syn, "no segment without the outer header")
    }

    Stage("vxlan", "The segment in a frame of its own, inside a UDP datagram to port 4789.") {
        VxlanTunnel(between: host1, and: host2)

        HTTPGet(from: podA, "http://pod-b:8080/")
            .answers(200, body: "hello from pod-b\n")
            .seenAs(podA)
            .seenInOrder(
                Sight(on: host2["eth0"], fromHost1 / vxlan100 / Ethernet(from: host1["vxlan0"], to: host2["vxlan0"]) / syn),
                Sight(on: host2["eth0"], fromHost2 / vxlan100 / Ethernet(from: host2["vxlan0"], to: host1["vxlan0"]) / synAck),
                note: "SYN and SYN+ACK in frames between the vxlan devices")
            .notSeen(on: host2["eth0"], syn, "no segment outside of the tunnel")
    }
}
