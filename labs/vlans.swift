// VLANs: one cable, several networks. First hosts tag their frames themselves, then bridges do it for whoever is behind them.
import Warren

let host1 = Host("host1", "10.57.4.20/24")
let host2 = Host("host2", "10.57.4.21/24")
let red1 = Namespace("red1"), red2 = Namespace("red2")
let blue1 = Namespace("blue1"), blue2 = Namespace("blue2")

/// The same address on both sides of the building: only the VLAN tells red from blue.
struct Colours: Component {
    var body: [Element] {
        for (node, host, address) in [(red1, host1, "10.1.0.1/24"), (blue1, host1, "10.1.0.1/24"), (red2, host2, "10.1.0.2/24"), (blue2, host2, "10.1.0.2/24")] {
            node
            Veth(host[node.name], node["eth0"])
            node { Address(address, dev: "eth0") }
        }
    }
}

Lab("vlans") {
    Segment("underlay", gateway: "10.57.4.1") { host1; host2 }

    Stage("A VLAN on a cable", "What leaves by eth0.100 has a tag of four bytes, and what has the tag arrives there.") {
        host1 { Vlan("eth0.100", id: 100, on: "eth0"); Address("10.100.0.1/24", dev: "eth0.100") }
        host2 { Vlan("eth0.100", id: 100, on: "eth0"); Address("10.100.0.2/24", dev: "eth0.100") }
        Ping(from: host1, to: "10.100.0.2")
            .seen(on: host2["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / VLAN(100) / IPv4(from: "10.100.0.1") / ICMP(.echoRequest))
            .notSeen(on: host2["eth0.100"], VLAN(), "the tag is off where the packet has arrived")
        // The underlay's switch has room for the tag.
        Ping(from: host1, to: "10.100.0.2", size: 1472, .dontFragment)
    }

    Stage("VLANs of a provider", "Two tags: the provider's outside, the customer's inside.") {
        for (host, number) in [(host1, 1), (host2, 2)] {
            host {
                Vlan("svc", id: 200, on: "eth0", tag: .dot1ad)
                Vlan("svc.100", id: 100, on: "svc", mtu: 1496)
                Address("10.101.0.\(number)/24", dev: "svc.100")
            }
        }
        Ping(from: host1, to: "10.101.0.2").seen(on: host2["eth0"], VLAN(200) / VLAN(100) / IPv4(to: "10.101.0.2") / ICMP(.echoRequest))
    }

    Stage("Bridges that keep VLANs apart", "The ports say which VLAN a node is in, and the node knows nothing of it. Red and blue share a cable and their addresses.") {
        Colours()
        for host in [host1, host2] {
            let number = host.name.last == "1" ? "1" : "2"
            host {
                Bridge("br0", ports: ["red\(number)", "blue\(number)", "trunk"], vlanFiltering: true)
                BridgePort("red\(number)", access: 10)
                BridgePort("blue\(number)", access: 20)
                BridgePort("trunk", tagged: [10, 20])
            }
        }
        Veth(host1["trunk"], host2["trunk"])
        Ping(from: red1, to: "10.1.0.2")
            .seen(on: host2["trunk"], VLAN(10) / IPv4(from: "10.1.0.1") / ICMP(.echoRequest))
            .seen(on: red2["eth0"], Ethernet(from: red1["eth0"]) / IPv4(from: "10.1.0.1"))
            .notSeen(on: blue2["eth0"], Ethernet(), "blue hears nothing of it, not even the question for the MAC address")
        Ping(from: blue1, to: "10.1.0.2")
            .seen(on: host2["trunk"], VLAN(20) / IPv4(from: "10.1.0.1") / ICMP(.echoRequest))
            .notSeen(on: red2["eth0"], Ethernet())
    }

    Stage("A port in the wrong VLAN", "red2 has been plugged into a VLAN of its own: nothing of its own colour arrives there.") {
        Colours()
        for host in [host1, host2] {
            let number = host.name.last == "1" ? "1" : "2"
            host {
                Bridge("br0", ports: ["red\(number)", "blue\(number)", "trunk"], vlanFiltering: true)
                BridgePort("red\(number)", access: host.name == "host2" ? 30 : 10)
                BridgePort("blue\(number)", access: 20)
                BridgePort("trunk", tagged: [10, 20])
            }
        }
        Veth(host1["trunk"], host2["trunk"])
        Ping(from: red1, to: "10.1.0.2").fails()
            .seen(on: host2["trunk"], VLAN(10) / IPv4(to: "10.1.0.2") / ICMP(.echoRequest))
            .notSeen(on: red2["eth0"], Ethernet(from: red1["eth0"]))
        Ping(from: blue1, to: "10.1.0.2")
    }
}
