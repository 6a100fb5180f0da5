import Planning
import Testing
import Warren

/// What cannot be of the kinds of links that few labs have.
@Suite struct LinkKindProblemTests {
    /// What is wrong with one element of host1's.
    private func fault(_ element: some WithinNode) -> [String] {
        faults { host1 { element } }.map { String($0.drop { $0 != " " }.dropFirst()) }
    }

    @Test func `a GRE tunnel's numbers have bounds, and its ends one family`() {
        #expect(fault(GRE("g", local: host1, remote: host2, key: -1)) == ["the key is -1; expected 0 to 4294967295"])
        #expect(fault(GRE("g", local: host1, remote: host2, key: 1 << 32)) == ["the key is 4294967296; expected 0 to 4294967295"])
        #expect(fault(GRE("g", local: host1, remote: host2, ttl: 0)) == ["the TTL is 0; expected 1 to 255"])
        #expect(fault(GRE("g", local: host1, remote: host2, tos: 256)) == ["the type of service is 256; expected 0 to 255"])
        #expect(fault(GRE("g", local: host1, remote: "fd00::2")).first == "host1 has no IPv6 address to stand for")
        #expect(fault(GRE("g", local: "10.57.4.20", remote: "fd00::2"))
            == ["the local address 10.57.4.20 and the remote fd00::2 are of two families; expected one"])
        #expect(fault(GRE("g", local: host1, remote: host1)) == ["the remote 10.57.4.20 is host1's own address; expected that of the other end"])
        #expect(fault(GRE("g", local: host1, remote: host2, mac: "02:00:00:00:00:01"))
            == ["g carries IP packets, and has no MAC address; expected .ethernet, or no mac:"])
    }

    @Test func `a tunnel fits its underlay`() {
        #expect(fault(GRE("g", local: host1, remote: host2, key: 1, mtu: 1473))
            == ["an MTU of 1473 does not fit: eth0 has 1500 bytes and GRE adds 28; expected 1472 at the most"])
        #expect(fault(Geneve("g", id: 1, remote: host2, mtu: 1451))
            == ["an MTU of 1451 does not fit: eth0 has 1500 bytes and geneve adds 50; expected 1450 at the most"])
        let one = Host("one", "fd00::1/64"), two = Host("two", "fd00::2/64")
        func six(@LabBuilder _ more: () -> [Element]) -> [String] { faults(Lab("six") { Segment("net") { one; two }; more() }) }
        #expect(six { one { Geneve("g", id: 1, remote: two, mtu: 1430) } } == [])
        #expect(six { one { Geneve("g", id: 1, remote: two, mtu: 1431) } }.first?
            .hasSuffix("an MTU of 1431 does not fit: eth0 has 1500 bytes and geneve adds 70; expected 1430 at the most") == true)
        let peer = WireguardPeer(two["w"], dev: "w", endpoint: two, allowedIPs: ["fd01::/64"])
        #expect(six { two { Wireguard("w", port: 1) }; one { Wireguard("w", mtu: 1420); peer } } == [])
        #expect(six { two { Wireguard("w", port: 1) }; one { Wireguard("w", mtu: 1421); peer } }.first?
            .hasSuffix("an MTU of 1421 does not fit: eth0 has 1500 bytes and WireGuard adds 80; expected mtu: 1420 at the most") == true)
        let low = Link("eth0", mtu: 100), geneve = Geneve("g", id: 1, remote: host2)
        #expect(faults { host1 { low; geneve } }.contains { $0.hasSuffix("eth0 has 100 bytes, of which geneve takes 50: 50 are too few to carry IP") })
        let under = Link("eth0", mtu: 1400)
        #expect(faults { host1 { under; Wireguard("w", port: 1) }; host2 { Wireguard("w", port: 1) }; host1 { WireguardPeer(host2["w"], dev: "w", endpoint: host2, allowedIPs: [podB]) } }
            .contains { $0.hasSuffix("an MTU of 1420 does not fit: eth0 has 1400 bytes and WireGuard adds 60; expected mtu: 1340 at the most") })
    }

    @Test func `two tunnels of one node differ in what the kernel tells them apart by`() {
        let one = GRE("g1", local: host1, remote: host2, key: 1), same = GRE("g2", local: host1, remote: host2, key: 1)
        #expect(faults { host1 { one; same; GRE("g3", local: host1, remote: host2); GRE("g4", local: host1, remote: host2, key: 1, .ethernet) } }
            == ["\(same.source.line): host1 already has a GRE tunnel of these ends and this key: g1 (line \(one.source.line))"])
        let first = Geneve("v1", id: 1, remote: host2), second = Geneve("v2", id: 1, remote: host2, port: 6081)
        #expect(faults { host1 { first; second } } == ["\(second.source.line): host1 already has VNI 1 to 10.57.4.21: v1 (line \(first.source.line))"])
        let vlan = Vlan("a", id: 7, on: "eth0"), again = Vlan("b", id: 7, on: "eth0")
        #expect(faults { host1 { vlan; again; Vlan("c", id: 7, on: "eth0", tag: .dot1ad) } }
            == ["\(again.source.line): eth0 already has VLAN 7: a (line \(vlan.source.line))"])
    }

    @Test func `a dummy's MTU is one that IPv4 can live with`() {
        #expect(fault(Dummy("d", mtu: 67)) == ["the MTU is 67; expected 68 to 65535"] && fault(Dummy("d", mtu: 68)) == [])
        #expect(fault(Dummy("d", mtu: 65536)) == ["the MTU is 65536; expected 68 to 65535"] && fault(Dummy("d", mtu: 65535)) == [])
    }

    @Test func `geneve has one peer`() {
        #expect(fault(Geneve("g", id: 1 << 24, remote: host2)) == ["the VNI is 16777216; expected 0 to 16777215"])
        #expect(fault(Geneve("g", id: 1, remote: host2, port: 0)) == ["the UDP port is 0; expected 1 to 65535"])
        #expect(fault(Geneve("g", id: 1, remote: "239.1.1.1")) == ["239.1.1.1 is a multicast address; geneve speaks to one peer, and vxlan to a group"])
        #expect(fault(Geneve("g", id: 1, remote: host1)) == ["the remote 10.57.4.20 is host1's own address; expected that of the other end"])
    }

    @Test func `a VLAN has a number, and lies upon an Ethernet link`() {
        #expect(fault(Vlan("v", id: 0, on: "eth0")) == ["the VLAN is 0; expected 1 to 4094"])
        #expect(fault(Vlan("v", id: 4095, on: "eth0")) == ["the VLAN is 4095; expected 1 to 4094"])
        #expect(fault(Vlan("v", id: 1, on: "lo")) == ["lo of host1 is no Ethernet link, and only such carry VLANs"])
        #expect(fault(Vlan("v", id: 1, on: "v")) == ["v would lie upon itself; expected on: a link below it"])
        #expect(fault(Vlan("v", id: 1, on: "eth0", mtu: 1501)) == ["an MTU of 1501 is more than that of eth0, 1500, which the kernel refuses"])
        #expect(fault(Vlan("v", id: 1, on: "eth7")) == ["host1 has no link eth7; it has eth0, veth-pod-a, v"])
    }

    @Test func `VLANs pass by ports of bridges that keep them apart`() {
        let plain = Bridge("br0", ports: ["veth-pod-a"]), port = BridgePort("veth-pod-a", access: 1)
        #expect(faults { host1 { plain; port } } == [
            "\(port.source.line): br0 of host1 does not keep VLANs apart (line \(plain.source.line)); expected Bridge(\"br0\", …, vlanFiltering: true)"
        ])
        let bridge = Bridge("br0", ports: ["veth-pod-a"], vlanFiltering: true)
        func fault(_ port: BridgePort) -> [String] { faults { host1 { bridge; port } }.map { String($0.drop { $0 != " " }.dropFirst()) } }
        #expect(fault(BridgePort("eth0", access: 1)) == ["eth0 of host1 is no port of a bridge, and no bridge"])
        #expect(fault(BridgePort("veth-pod-a", access: 4095)) == ["the VLAN is 4095; expected 1 to 4094"])
        #expect(fault(BridgePort("veth-pod-a", tagged: [])) == ["veth-pod-a is in no VLAN; expected access: or tagged: at least one"])
        #expect(fault(BridgePort("veth-pod-a", tagged: [5], untagged: 5)) == ["VLAN 5 stands twice; a VLAN is tagged or untagged on a port"])
        let again = BridgePort("veth-pod-a", access: 2)
        #expect(faults { host1 { bridge; port; again } }
            == ["\(again.source.line): the VLANs of veth-pod-a are already told (line \(port.source.line)); expected one BridgePort a port"])
    }

    @Test func `a VRF has a table and links of its own`() {
        #expect(fault(VRF("red", table: 0, links: [])) == ["the table is 0; expected 1 to 4294967295"])
        #expect(fault(VRF("red", table: 254, links: [])) == ["table 254 is the kernel's own; expected another, such as 10"])
        for table in [253, 255] { #expect(fault(VRF("red", table: table, links: [])).first?.hasPrefix("table \(table) is the kernel's own") == true) }
        #expect(fault(VRF("red", table: 252, links: [])) == [] && fault(VRF("red", table: 256, links: [])) == [])
        #expect(fault(VRF("red", table: 10, links: ["lo"])) == ["lo of host1 cannot be a link of red: a VRF's links are cables, bridges and tunnels"])
        let red = VRF("red", table: 10, links: ["eth0"]), blue = VRF("blue", table: 10, links: ["eth0"])
        #expect(faults { host1 { red; blue } } == [
            "\(blue.source.line): table 10 is already that of the VRF red (line \(red.source.line)); each has its own",
            "\(blue.source.line): eth0 is already a port of red",
        ])
    }

    @Test func `ipvlans of a link have one mode, and no macvlan beside them`() {
        let one = IPVlan("a", on: "eth0"), other = IPVlan("b", on: "eth0", mode: .l3)
        #expect(faults { host1 { one; other } }.contains("\(other.source.line): eth0 has ipvlans of another mode: a (line \(one.source.line)); all on one link have the same"))
        let macvlan = Macvlan("m", on: "eth0")
        #expect(faults { host1 { macvlan; one } } == ["\(one.source.line): eth0 has a macvlan: m (line \(macvlan.source.line)); a link has ipvlans or macvlans"])
        #expect(fault(IPVlan("i", on: "lo")) == ["lo of host1 is no Ethernet link that an ipvlan can lie upon"])
        let bridge = Bridge("br0", ports: ["veth-pod-a"])
        let port = IPVlan("i", on: "veth-pod-a")
        #expect(faults { host1 { bridge; port } } == ["\(port.source.line): veth-pod-a of host1 is a port of br0, and cannot have ipvlans as well"])
        #expect(fault(IPVlan("i", on: LinkReference(node: "nobody", link: "eth0"))).first?.hasPrefix("nobody is not part of the lab") == true)
    }

    @Test func `a key that is none is told without repeating it`() {
        let short = "c2VjcmV0"
        let told = fault(Wireguard("w", privateKey: short))
        #expect(told == ["the private key has 8 characters that are no key; expected 44 of Base64, as `wg genkey` and `wg pubkey` print"])
        #expect(fault(Wireguard("w", port: 65536)) == ["the UDP port is 65536; expected 1 to 65535"])
        #expect(fault(Wireguard("w", privateKey: "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=")) == [])
    }

    @Test func `a peer is another device, with a port and networks of its own`() {
        func fault(_ peer: WireguardPeer) -> [String] {
            faults { host1 { Wireguard("w", port: 1); peer }; host2 { Wireguard("w") } }.map { String($0.drop { $0 != " " }.dropFirst()) }
        }
        #expect(fault(WireguardPeer(host2["w"], dev: "w", allowedIPs: [podB])) == [])
        #expect(fault(WireguardPeer(host2["w"], dev: "w", endpoint: host2, allowedIPs: [podB])) == ["host2:w listens on no port of its own choice; expected port: …"])
        #expect(fault(WireguardPeer(host2["w"], dev: "w", allowedIPs: [])) == ["nothing is allowed to or from the peer; expected allowedIPs: at least one network"])
        #expect(fault(WireguardPeer(host2["eth0"], dev: "w", allowedIPs: [podB])) == ["host2:eth0 is no WireGuard device, and has no key"])
        #expect(fault(WireguardPeer(host1["w"], dev: "w", allowedIPs: [podB])) == ["host1:w is no peer of its own"])
        #expect(fault(WireguardPeer(host2["w"], dev: "eth0", allowedIPs: [podB])) == ["eth0 of host1 is no WireGuard device; only such have peers"])
        #expect(fault(WireguardPeer(host2["w"], dev: "w", allowedIPs: [podB], keepalive: 0)) == ["the keepalive is 0; expected 1 to 65535"])
        #expect(fault(WireguardPeer(publicKey: "x", dev: "w", allowedIPs: [podB])).first?.hasPrefix("the public key has 1 characters") == true)
    }
}
