import Warren

/// The network of labs/pods-across-hosts.swift, stage by stage, without its probes.
let article = Lab("pods-across-hosts") {
    underlay
    podA
    podB

    Stage("Environment") {}

    Stage("Host routes") {
        host1 { Route("192.168.11.0/24", via: host2, dev: "eth0", .onlink) }
        host2 { Route("192.168.10.0/24", via: host1, dev: "eth0", .onlink) }
    }

    Stage("IP tunnel") {
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
    }

    Stage("vxlan") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0", .learning)
            Overlay(own: "192.168.10.1", peer: "192.168.11.1", network: "192.168.11.0/24")
            Forwarding(.allZero, dst: host2, dev: "vxlan0")
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host2, dev: "eth0", .learning)
            Overlay(own: "192.168.11.1", peer: "192.168.10.1", network: "192.168.10.0/24")
            Forwarding(.allZero, dst: host1, dev: "vxlan0")
        }
    }

    Stage("vxlan by multicast") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, group: "239.1.1.1", dev: "eth0", .learning)
            Overlay(own: "192.168.10.1", peer: "192.168.11.1", network: "192.168.11.0/24")
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, group: "239.1.1.1", dev: "eth0", .learning)
            Overlay(own: "192.168.11.1", peer: "192.168.10.1", network: "192.168.10.0/24")
        }
    }

    Stage("vxlan with static entries") {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0", .nolearning)
            Overlay(own: "192.168.10.1", peer: "192.168.11.1", network: "192.168.11.0/24")
            Neighbour("192.168.11.1", mac: host2["vxlan0"], dev: "vxlan0")
            Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0")
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host2, dev: "eth0", .nolearning)
            Overlay(own: "192.168.11.1", peer: "192.168.10.1", network: "192.168.10.0/24")
            Neighbour("192.168.10.1", mac: host1["vxlan0"], dev: "vxlan0")
            Forwarding(host1["vxlan0"], dst: host1, dev: "vxlan0")
        }
    }
}

private struct Overlay: NodeComponent {
    let own: String, peer: String, network: String

    var body: [NodeElement] {
        Address("\(own)/32", dev: "vxlan0")
        Route(network, via: peer, dev: "vxlan0", .onlink)
    }
}
