// The same two pods over every tunnel that Linux has: what stands in front of their packets, how many bytes that takes, and
// what the hosts' network sees. Each stage is a kind; what it adds is the difference between its MTU and the underlay's 1500.
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
let podB = Pod("pod-b", "192.168.11.10/24", on: host2)

/// The pods' networks lead into the tunnel of this name, which both hosts have.
struct Ways: Component {
    let tunnel: String

    var body: [Element] {
        host1 { Route("192.168.11.0/24", dev: tunnel) }
        host2 { Route("192.168.10.0/24", dev: tunnel) }
    }
}

/// The ends of a tunnel for Ethernet frames have addresses, by which the hosts ask for each other's MAC address.
struct FrameWays: Component {
    let tunnel: String

    var body: [Element] {
        host1 { Address("172.16.0.1/30", dev: tunnel); Route("192.168.11.0/24", via: "172.16.0.2", dev: tunnel) }
        host2 { Address("172.16.0.2/30", dev: tunnel); Route("192.168.10.0/24", via: "172.16.0.1", dev: tunnel) }
    }
}

/// What each kind must show: the pods' packet within its headers, nothing of it outside, and just so many bytes.
struct Proof: Component {
    let headers: Pattern
    let overhead: Int

    var body: [Element] {
        Ping(from: podA, to: podB, count: 2)
            .seen(on: host2["eth0"], headers / IPv4(from: podA, to: podB) / ICMP(.echoRequest), times: 2)
            .notSeen(on: host2["eth0"], IPv4(from: podA), "no packet outside of the tunnel")
        Ping(from: podA, to: podB, size: 1500 - overhead - 28, .dontFragment)
        Ping(from: podA, to: podB, size: 1500 - overhead - 27, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1500 - overhead))
    }
}

let outer = IPv4(from: host1, to: host2)

Lab("encapsulations") {
    Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
    podA
    podB

    Stage("Routes", "No tunnel, for comparison: the hosts' network sees the pods' own packets, of up to 1500 bytes.") {
        host1 { Route("192.168.11.0/24", via: host2, dev: "eth0") }
        host2 { Route("192.168.10.0/24", via: host1, dev: "eth0") }
        Ping(from: podA, to: podB, size: 1472, .dontFragment)
            .seen(on: host2["eth0"], IPv4(from: podA, to: podB) / ICMP(.echoRequest))
    }

    Stage("IP in IP", "Another IPv4 header: 20 bytes.") {
        host1 { IPIP("tun0", local: host1, remote: host2, ttl: 64, mtu: 1480) }
        host2 { IPIP("tun0", local: host2, remote: host1, ttl: 64, mtu: 1480) }
        Ways(tunnel: "tun0")
        Proof(headers: outer.pattern, overhead: 20)
    }

    Stage("GRE", "IPv4 and GRE: 24 bytes, which say what they carry.") {
        host1 { GRE("gre1", local: host1, remote: host2, ttl: 64) }
        host2 { GRE("gre1", local: host2, remote: host1, ttl: 64) }
        Ways(tunnel: "gre1")
        Proof(headers: outer / GREHeader(), overhead: 24)
    }

    Stage("GRE with a key", "A number in each packet, 4 bytes, tells tunnels of the same ends apart.") {
        host1 { GRE("gre1", local: host1, remote: host2, key: 7, ttl: 64) }
        host2 { GRE("gre1", local: host2, remote: host1, key: 7, ttl: 64) }
        Ways(tunnel: "gre1")
        Proof(headers: outer / GREHeader(key: 7), overhead: 28)
    }

    Stage("Ethernet in GRE", "Whole frames: 14 bytes more for their header.") {
        host1 { GRE("gretap1", local: host1, remote: host2, ttl: 64, .ethernet) }
        host2 { GRE("gretap1", local: host2, remote: host1, ttl: 64, .ethernet) }
        FrameWays(tunnel: "gretap1")
        Proof(headers: outer / GREHeader() / Ethernet(from: host1["gretap1"], to: host2["gretap1"]), overhead: 38)
    }

    Stage("vxlan", "Frames in UDP, which every network passes on: 50 bytes.") {
        host1 { Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0"); Forwarding(.allZero, dst: host2, dev: "vxlan0") }
        host2 { Vxlan("vxlan0", id: 100, port: 4789, local: host2, dev: "eth0"); Forwarding(.allZero, dst: host1, dev: "vxlan0") }
        FrameWays(tunnel: "vxlan0")
        Proof(headers: outer / UDP(to: 4789) / VXLAN(vni: 100) / Ethernet(from: host1["vxlan0"], to: host2["vxlan0"]), overhead: 50)
    }

    Stage("geneve", "The same, in a header that has room for options, to one peer.") {
        host1 { Geneve("gnv0", id: 100, remote: host2) }
        host2 { Geneve("gnv0", id: 100, remote: host1) }
        FrameWays(tunnel: "gnv0")
        Proof(headers: outer / UDP(to: 6081) / GENEVE(vni: 100) / Ethernet(from: host1["gnv0"], to: host2["gnv0"]), overhead: 50)
    }
    Stage("WireGuard", "Encrypted: what the hosts' network sees are datagrams between the hosts, and nothing of what they carry.") {
        host1 {
            Wireguard("wg0", port: 51820, mtu: 1440)
            WireguardPeer(host2["wg0"], dev: "wg0", endpoint: host2, allowedIPs: ["192.168.11.0/24"])
        }
        host2 {
            Wireguard("wg0", port: 51820, mtu: 1440)
            WireguardPeer(host1["wg0"], dev: "wg0", endpoint: host1, allowedIPs: ["192.168.10.0/24"])
        }
        Ways(tunnel: "wg0")
        Ping(from: podA, to: podB, count: 2)
            .seen(on: host2["eth0"], outer / UDP(from: 51820, to: 51820))
            .notSeen(on: host2["eth0"], IPv4(from: podA), "no packet outside of the tunnel")
            .seen(on: host2["wg0"], IPv4(from: podA, to: podB) / ICMP(.echoRequest), times: 2)
        Ping(from: podA, to: podB, size: 1412, .dontFragment)
        Ping(from: podA, to: podB, size: 1413, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1440))
        // What does not come from an allowed address is dropped by whoever decrypts it.
        Ping(from: host1, to: podB).fails().seen(on: host2["eth0"], outer / UDP(to: 51820)).notSeen(on: host2["wg0"], IPv4())
    }
}
