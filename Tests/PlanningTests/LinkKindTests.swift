import Planning
import Testing
import Warren

/// Each kind of link as the command that makes it, and where its MTU comes from.
@Suite struct LinkKindTests {
    /// The commands that make links of host1's, beside those of the base.
    private func made(@NodeBuilder _ content: () -> [NodeElement]) throws -> [String] {
        let base = Set(try commands(pair(), on: "host1"))
        let within = host1(content)
        return try commands(pair { within }, on: "host1").filter { !base.contains($0) && !$0.hasPrefix("ip link set") }
    }

    @Test func `a dummy is a link to nowhere`() throws {
        #expect(try made { Dummy("d0", mtu: 9000, mac: "02:00:00:00:00:01"); Address("10.9.9.9/32", dev: "d0") } == [
            "ip link add d0 address 02:00:00:00:00:01 mtu 9000 type dummy", "ip addr add 10.9.9.9/32 dev d0",
        ])
    }

    @Test func `a GRE tunnel has room for what its headers leave`() throws {
        #expect(try made { GRE("gre1", local: host1, remote: host2) } == ["ip link add gre1 mtu 1476 type gre local 10.57.4.20 remote 10.57.4.21"])
        #expect(try made { GRE("gre1", local: host1, remote: host2, key: 7, ttl: 64, tos: 16, .checksum, .sequence) }
            == ["ip link add gre1 mtu 1464 type gre local 10.57.4.20 remote 10.57.4.21 key 7 csum seq ttl 64 tos 0x10"])
        let tap = try made { GRE("tap1", local: host1, remote: host2, mac: "02:00:00:00:00:01", .ethernet) }
        #expect(tap == ["ip link add tap1 address 02:00:00:00:00:01 mtu 1462 type gretap local 10.57.4.20 remote 10.57.4.21"])
        // 0 is a key like any other.
        #expect(try made { GRE("gre1", remote: host2, key: 0) } == ["ip link add gre1 mtu 1472 type gre remote 10.57.4.21 key 0"])
    }

    @Test func `a GRE tunnel over IPv6 is one by its addresses`() throws {
        let one = Host("one", "fd00::1/64"), two = Host("two", "fd00::2/64")
        let lab = Lab("six") { Segment("net") { one; two }; one { GRE("gre6", local: one, remote: two); GRE("t", local: one, remote: two, key: 1, ttl: 9, .ethernet) } }
        let made = try commands(lab, on: "one").filter { $0.contains("type ip6gre") }
        #expect(made.first == "ip link add gre6 mtu 1456 type ip6gre local fd00::1 remote fd00::2 encaplimit none")
        #expect(made.last?.hasSuffix("mtu 1438 type ip6gretap local fd00::1 remote fd00::2 key 1 hoplimit 9 encaplimit none") == true)
    }

    @Test func `geneve takes 50 bytes of the link that leads to its peer`() throws {
        #expect(try made { Link("eth0", mtu: 1400); Geneve("gnv0", id: 100, remote: host2, port: 6082, ttl: 5, tos: 1, mac: "02:00:00:00:00:01") }.filter { $0.contains("geneve") }
            == ["ip link add gnv0 address 02:00:00:00:00:01 mtu 1350 type geneve id 100 remote 10.57.4.21 dstport 6082 ttl 5 tos 0x1"])
    }

    @Test func `a VLAN has the MAC address and the MTU of the link below`() throws {
        let plan = try Plan(pair { host1 { Link("eth0", mtu: 1400); Vlan("eth0.7", id: 7, on: "eth0"); Vlan("q", id: 8, on: "eth0.7", tag: .dot1ad, mtu: 1396) } })
        let node = try #require(plan.stages[0].state["host1"])
        #expect(node[link: "eth0.7"]?.mac == node[link: "eth0"]?.mac && node[link: "eth0.7"]?.mtu == 1400 && node[link: "q"]?.mtu == 1396)
        let made = plan.steps(to: plan.stages[0]).map(\.command)
        #expect(made.contains { $0.hasPrefix("ip link add link eth0 name eth0.7 ") && $0.hasSuffix(" type vlan id 7") })
        #expect(made.contains { $0.hasPrefix("ip link add link eth0.7 name q ") && $0.hasSuffix(" mtu 1396 type vlan protocol 802.1ad id 8") })
    }

    @Test func `a VLAN goes down and up with the link below`() throws {
        let lab = pair {
            host1 { Vlan("vlan7", id: 7, on: "eth0"); Address("10.7.0.1/24", dev: "vlan7"); Route("10.8.0.0/16", via: "10.7.0.2", dev: "vlan7") }
            Stage("up") {}
            Stage("down") { Down(host1["eth0"]) }
            Stage("up again") {}
        }
        #expect(try commands(lab, from: 1, to: 2, on: "host1").contains("ip link set vlan7 down"))
        let again = try commands(lab, from: 2, to: 3, on: "host1")
        // The kernel has taken it up again, and does not bring back its routes.
        #expect(!again.contains("ip link set vlan7 up") && again.contains("ip route add 10.8.0.0/16 via 10.7.0.2 dev vlan7"))
        // The kernel takes it up, whether it is wanted so or not.
        let unwanted = pair {
            host1 { Vlan("vlan7", id: 7, on: "eth0"); Link("vlan7", .down) }
            Stage("down") { Down(host1["eth0"]) }
            Stage("up") {}
        }
        #expect(try commands(unwanted, from: 1, to: 2, on: "host1").contains("ip link set vlan7 down"))
    }

    @Test func `a bridge that keeps VLANs apart has none by itself`() throws {
        let lab = pair {
            host1 { Bridge("br0", ports: ["veth-pod-a"], mac: "02:00:00:00:00:01", vlanFiltering: true) }
            Stage("one") { host1 { BridgePort("veth-pod-a", tagged: [10, 20], untagged: 1); BridgePort("br0", tagged: [10]) } }
            Stage("two") { host1 { BridgePort("veth-pod-a", access: 20) } }
        }
        #expect(try commands(lab, on: "host1").contains("ip link add br0 address 02:00:00:00:00:01 type bridge vlan_filtering 1 vlan_default_pvid 0"))
        #expect(try commands(lab, on: "host1").filter { $0.hasPrefix("bridge vlan") } == [
            "bridge vlan add dev veth-pod-a vid 1 pvid untagged", "bridge vlan add dev veth-pod-a vid 10", "bridge vlan add dev veth-pod-a vid 20",
            "bridge vlan add dev br0 vid 10 self",
        ])
        #expect(try commands(lab, from: 1, to: 2, on: "host1") == [
            "bridge vlan del dev br0 vid 10 self", "bridge vlan del dev veth-pod-a vid 20", "bridge vlan del dev veth-pod-a vid 10",
            "bridge vlan del dev veth-pod-a vid 1", "bridge vlan add dev veth-pod-a vid 20 pvid untagged",
        ])
    }

    @Test func `a link that goes into a VRF loses its routes, and gets them again`() throws {
        let lab = pair {
            host1 { Route("10.8.0.0/16", via: host2, dev: "eth0") }
            Stage("without") {}
            Stage("with") { host1 { VRF("red", table: 10, links: ["eth0"]); Route("10.8.0.0/16", via: host2, dev: "eth0", table: 10) } }
        }
        let inside = try commands(lab, from: 1, to: 2, on: "host1")
        #expect(inside.first?.hasSuffix("mtu 65575 type vrf table 10") == false && inside.contains { $0.hasSuffix("type vrf table 10") })
        #expect(inside.contains("ip link set eth0 master red") && inside.contains("ip route add 10.8.0.0/16 via 10.57.4.21 dev eth0"))
        // The kernel has removed it: to remove it once more would be refused.
        #expect(!inside.contains { $0.hasPrefix("ip route del 10.8.0.0/16") })
        #expect(try commands(lab, from: 2, to: 1, on: "host1").contains("ip route add 10.8.0.0/16 via 10.57.4.21 dev eth0"))
    }

    @Test func `an ipvlan is made where the link below is, and born where it belongs`() throws {
        let one = Namespace("one")
        let lab = pair { one; Stage("with") { one { IPVlan("eth0", on: host1["eth0"], mode: .l3s) } }; Stage("without") {} }
        let steps = try script(lab)
        // The name is that of the link below as well; an index tells the kernel that another link is meant.
        #expect(steps.contains { $0.hasPrefix("host1: ip link add link eth0 name eth0 index ") && $0.hasSuffix(" netns one type ipvlan mode l3s") })
        #expect(steps.contains("one: ip link set eth0 up"))
        #expect(try script(lab, from: 1, to: 2) == ["one: ip link del eth0"])
        #expect(try script(pair { host1 { IPVlan("i", on: "eth0") } }).contains("host1: ip link add link eth0 name i type ipvlan mode l2"))
    }

    @Test func `an ipvlan goes with the link below, in whichever node that is`() throws {
        let one = Namespace("one")
        let lab = Lab("moved") {
            one
            Stage("a") { Segment("x") { host1 }; one { IPVlan("eth0", on: host1["eth0"]); Address("10.57.4.99/24", dev: "eth0") } }
            Stage("b") { Segment("y") { host1 }; one { IPVlan("eth0", on: host1["eth0"]); Address("10.57.4.99/24", dev: "eth0") } }
        }
        let steps = try script(lab, from: 1, to: 2)
        #expect(steps.contains { $0.contains("type ipvlan") } && steps.contains("one: ip addr add 10.57.4.99/24 dev eth0"))
    }

    @Test func `a private key is nobody's business, and a peer's public key is asked for`() throws {
        let lab = pair {
            host1 {
                Wireguard("wg0", port: 51820)
                WireguardPeer(host2["wg0"], dev: "wg0", endpoint: host2, allowedIPs: ["192.168.11.0/24", podB], keepalive: 25)
            }
            host2 { Wireguard("wg0", port: 51821); WireguardPeer(host1["wg0"], dev: "wg0", allowedIPs: ["192.168.10.0/24"]) }
            Stage("with") {}
        }
        let steps = try script(lab)
        #expect(steps.contains("host1: ip link add wg0 type wireguard"))
        #expect(steps.contains("host1: bash -c 'wg genkey | wg set wg0 listen-port 51820 private-key /dev/stdin'"))
        #expect(steps.contains(#"host1: bash -c 'wg set wg0 peer "$(ip netns exec host2 wg show wg0 public-key)" endpoint 10.57.4.21:51821 persistent-keepalive 25 allowed-ips 192.168.11.0/24,192.168.11.10/32'"#))
        #expect(steps.contains(#"host2: bash -c 'wg set wg0 peer "$(ip netns exec host1 wg show wg0 public-key)" allowed-ips 192.168.10.0/24'"#))
    }

    @Test func `an endpoint has the port that the lab names, else that of the peer, and brackets around an IPv6 address`() throws {
        let one = Host("one", "fd00::1/64"), two = Host("two", "fd00::2/64")
        func peer(port: Int?) throws -> [String] {
            let lab = Lab("six") {
                Segment("net") { one; two }
                two { Wireguard("wg0", port: 7) }
                one { Wireguard("wg0"); WireguardPeer(two["wg0"], dev: "wg0", endpoint: two, port: port, allowedIPs: ["fd01::/64"]) }
            }
            return try commands(lab, on: "one").filter { $0.contains("allowed-ips") }
        }
        #expect(try peer(port: nil).first?.contains(" endpoint [fd00::2]:7 ") == true)
        #expect(try peer(port: 8).first?.contains(" endpoint [fd00::2]:8 ") == true)
    }

    @Test func `a port that goes to another bridge leaves its VLANs behind`() throws {
        let lab = pair {
            Stage("one") { host1 { Bridge("br0", ports: ["veth-pod-a"], vlanFiltering: true); Bridge("br1", vlanFiltering: true); BridgePort("veth-pod-a", tagged: [10]) } }
            Stage("two") { host1 { Bridge("br0", vlanFiltering: true); Bridge("br1", ports: ["veth-pod-a"], vlanFiltering: true); BridgePort("veth-pod-a", tagged: [10]) } }
        }
        let steps = try commands(lab, from: 1, to: 2, on: "host1")
        // The kernel has removed it with the port: to remove it once more would be refused.
        #expect(steps.contains("ip link set veth-pod-a master br1") && !steps.contains { $0.hasPrefix("bridge vlan del") }, "\(steps)")
        #expect(steps.filter { $0.hasPrefix("bridge vlan") } == ["bridge vlan add dev veth-pod-a vid 10"], "\(steps)")
    }

    @Test func `a peer whose device is made anew is told anew`() throws {
        let lab = pair {
            host1 { Wireguard("wg0", port: 51820); WireguardPeer(host2["wg0"], dev: "wg0", endpoint: "10.57.4.21", port: 1, allowedIPs: [podB]) }
            Stage("one") { host2 { Wireguard("wg0", port: 1) } }
            Stage("two") { host2 { Wireguard("wg0", port: 2) } }
        }
        let steps = try commands(lab, from: 1, to: 2, on: "host1")
        #expect(steps.count == 2 && steps[0].contains("remove") && steps[1].contains("allowed-ips"), "\(steps)")
    }
}
