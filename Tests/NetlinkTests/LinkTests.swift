import Addresses
import Glibc
import Testing

@testable import Netlink

@Suite("Links in a real kernel, with ip as the oracle")
struct LinkTests {
    @Test func `a veth is born in two namespaces with the chosen indexes`() throws {
        let host = try TestNamespace()
        let pod = try TestNamespace()
        var names = FixedNames()
        names.namespaces["pod-a"] = pod.descriptor
        try host.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(
                LinkRequest(
                    name: "veth0",
                    kind: .veth(
                        VethLink(
                            peerName: "eth0", peerNamespace: "pod-a", peerMAC: MACAddress("02:00:00:00:00:0a")!,
                            peerMTU: 1450)),
                    mac: MACAddress("02:00:00:00:00:01")!, mtu: 1400),
                index: 100, peerIndex: 10, names: names)
        }
        let near = try #require(try host.show("ip link show dev veth0").first)
        #expect(near["ifindex"] as? Int == 100)
        #expect(near["address"] as? String == "02:00:00:00:00:01")
        #expect(near["mtu"] as? Int == 1400)
        let far = try #require(try pod.show("ip link show dev eth0").first)
        #expect(far["ifindex"] as? Int == 10)
        #expect(far["address"] as? String == "02:00:00:00:00:0a")
        #expect(far["mtu"] as? Int == 1450)

        let state = try #require(try pod.socket.links().first { $0.name == "eth0" })
        #expect(state.index == 10 && state.peerIndex == 100 && state.kind == "veth" && state.mtu == 1450)
        #expect(state.mac == MACAddress("02:00:00:00:00:0a")!)
        #expect(state.peerNamespaceID == (far["link_netnsid"] as? Int).map(Int32.init))
        #expect(state.operState == .down && !state.isUp && !state.hasCarrier && state.type == 1)

        // Either end takes the other with it.
        try pod.socket.execute { batch throws(NetlinkError) in batch.deleteLink(index: 10) }
        #expect(try host.show("ip link show").map { $0["ifname"] as? String } == ["lo"])
    }

    @Test func `a bridge is as it was asked to be, and so read back`() throws {
        let namespace = try TestNamespace()
        let bridge = BridgeLink(ageing: 12.5, stp: true, multicastSnooping: false)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(LinkRequest(name: "br0", kind: .bridge(bridge)), index: 7, names: NoNames())
        }
        let shown = try #require(try namespace.show("ip -d link show dev br0").first)
        let data = try #require((shown["linkinfo"] as? [String: Any])?["info_data"] as? [String: Any])
        #expect(data["ageing_time"] as? Int == 1250)
        #expect(data["stp_state"] as? Int == 1)
        #expect(data["mcast_snooping"] as? Int == 0)
        #expect(try namespace.socket.links().first { $0.index == 7 }?.data == .bridge(bridge))
    }

    @Test func `vxlan devices of every sort are as asked, and so read back`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let unicast = VxlanLink(
            id: 100, port: 4789, local: IPAddress("10.57.4.20")!, remote: IPAddress("10.57.4.21")!, learning: true,
            ageing: 60, ttl: 64)
        let group = VxlanLink(
            id: 101, local: IPAddress("10.57.4.20")!, group: IPAddress("239.1.1.1")!, device: "v0", learning: true,
            ageing: 300)
        let flannel = VxlanLink(id: 1, port: 8472, local: IPAddress("10.57.4.20")!, device: "v0", learning: false, ageing: 300)
        let six = VxlanLink(
            id: 102, port: 4790, local: IPAddress("2001:db8::1")!, remote: IPAddress("2001:db8::2")!, learning: true,
            ageing: 300)
        try namespace.socket.execute { batch throws(NetlinkError) in
            for (position, link) in [unicast, group, flannel, six].enumerated() {
                try batch.createLink(
                    LinkRequest(name: "vx\(position)", kind: .vxlan(link)), index: Int32(20 + position), names: table)
            }
        }
        func data(_ name: String) throws -> [String: Any] {
            let shown = try #require(try namespace.show("ip -d link show dev \(name)").first)
            return try #require((shown["linkinfo"] as? [String: Any])?["info_data"] as? [String: Any])
        }
        let first = try data("vx0")
        #expect(first["id"] as? Int == 100 && first["port"] as? Int == 4789 && first["ttl"] as? Int == 64)
        #expect(first["local"] as? String == "10.57.4.20" && first["remote"] as? String == "10.57.4.21")
        #expect(first["learning"] as? Bool == true && first["ageing"] as? Int == 60)
        let second = try data("vx1")
        #expect(second["group"] as? String == "239.1.1.1" && second["link"] as? String == "v0")
        #expect(second["port"] as? Int == 8472)
        #expect(try data("vx2")["learning"] as? Bool == false)
        let last = try data("vx3")
        #expect(last["local6"] as? String == "2001:db8::1" && last["remote6"] as? String == "2001:db8::2")

        let links = try namespace.socket.links()
        var seen = group
        seen.port = 8472
        for (index, expected) in [(20, unicast), (21, seen), (22, flannel), (23, six)] {
            #expect(links.first { $0.index == index }?.data == .vxlan(expected))
        }
    }

    /// Each device that a request can make, from each other that the kernel can change into it.
    @Test func `a vxlan device that is changed reads back as one that is made`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        func at(_ text: String) -> IPAddress { IPAddress(text)! }
        let four = [
            VxlanLink(id: 1, port: 4789, device: "v0"), VxlanLink(id: 1, port: 4789, local: at("10.57.4.20"), device: "v0", learning: false),
            VxlanLink(id: 1, port: 4789, group: at("239.1.1.1"), device: "v0", ageing: 60),
            VxlanLink(id: 1, port: 4789, local: at("10.57.4.20"), remote: at("10.57.4.21"), device: "v0", ttl: 9),
        ]
        let six = [
            VxlanLink(id: 2, port: 4790, local: at("2001:db8::1"), device: "v0"), VxlanLink(id: 2, port: 4790, group: at("ff02::5"), device: "v0"),
            VxlanLink(id: 2, port: 4790, local: at("2001:db8::1"), remote: at("2001:db8::2"), device: "v0", learning: false),
        ]
        var index: Int32 = 100
        func make(_ link: VxlanLink) throws -> LinkKind? {
            index += 1
            try namespace.socket.execute { batch throws(NetlinkError) in
                try batch.createLink(LinkRequest(name: "vx", kind: .vxlan(link)), index: index, names: table)
                try batch.changeLink(LinkChange(up: true), index: index, names: table)
            }
            return try read()
        }
        func read() throws -> LinkKind? { try namespace.socket.links().first { $0.index == index }?.data }
        func remove() throws { try namespace.socket.execute { batch throws(NetlinkError) in batch.deleteLink(index: index) } }
        for family in [four, six] {
            let made = try family.map { link in defer { try? remove() }; return try make(link) }
            for old in family {
                for (new, expected) in zip(family, made) {
                    _ = try make(old)
                    let change = try #require(LinkParametersChange(from: .vxlan(old), to: .vxlan(new)))
                    try namespace.socket.execute { batch throws(NetlinkError) in
                        try batch.changeLink(LinkChange(parameters: change), index: index, names: table)
                    }
                    #expect(try read() == expected, "\(old) to \(new)")
                    try remove()
                }
            }
        }
    }

    @Test func `ipip is made where the kernel has it, and refused with the kernel's words where not`() throws {
        let namespace = try TestNamespace()
        let link = IPIPLink(local: IPAddress("10.57.4.20")!, remote: IPAddress("10.57.4.21")!, ttl: 64, pathMTUDiscovery: true)
        var batch = Batch()
        try batch.createLink(LinkRequest(name: "tun0", kind: .ipip(link)), index: 30, names: NoNames())
        let refusal = try namespace.socket.execute(batch)[0]
        if try TestNamespace().socket.canMakeLink(ofKind: "ipip") {
            #expect(refusal == nil)
            #expect(try namespace.socket.links().first { $0.index == 30 }?.data == .ipip(link))
        } else {
            #expect(refusal?.errno == EOPNOTSUPP)
            #expect(refusal?.message == "Unknown device type")
            #expect(refusal?.attribute == "IFLA_INFO_KIND" || refusal?.attribute == nil)
        }
    }

    @Test func `the kernel is asked which kinds it has, and nothing remains`() throws {
        let namespace = try TestNamespace()
        let before = try namespace.socket.links().map(\.name)
        #expect(try namespace.socket.canMakeLink(ofKind: "veth"))
        #expect(try namespace.socket.canMakeLink(ofKind: "vxlan"))
        #expect(try namespace.socket.canMakeLink(ofKind: "tun"))
        #expect(try namespace.socket.canMakeLink(ofKind: "bridge"))
        #expect(try !namespace.socket.canMakeLink(ofKind: "no-such-kind"))
        #expect(try namespace.socket.links().map(\.name) == before)
    }

    @Test func `a link's settings are in force, and before it is up`() throws {
        let namespace = try TestNamespace.withBridge()
        let before = try namespace.socket.links()
        #expect(before.first { $0.name == "v0" }?.isUp == true)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(
                LinkRequest(name: "w0", kind: .veth(VethLink(peerName: "w1"))), index: 40, peerIndex: 41, names: NoNames())
            try batch.changeLink(LinkChange(up: true, generatesIPv6Addresses: false), index: 41, names: NoNames())
            try batch.changeLink(
                LinkChange(
                    up: true, mtu: 1400, mac: MACAddress("ee:ee:ee:ee:ee:ee")!, generatesIPv6Addresses: false,
                    ipv4Settings: [.forwarding: 1, .proxyARP: 1, .rpFilter: 2, .sendRedirects: 0, .arpIgnore: 1]),
                index: 40, names: NoNames())
            try batch.changeLink(LinkChange(proxyDelay: 0), index: 40, names: NoNames())
        }
        try namespace.awaitUp(40)
        for (name, value) in ["forwarding": "1", "proxy_arp": "1", "rp_filter": "2", "send_redirects": "0", "arp_ignore": "1"] {
            #expect(try namespace.sysctl("ipv4/conf/w0/\(name)") == value, "\(name)")
        }
        #expect(try namespace.sysctl("ipv4/neigh/w0/proxy_delay") == "0")
        #expect(try namespace.sysctl("ipv4/neigh/w1/proxy_delay") == "80")
        #expect(try namespace.sysctl("ipv6/conf/w0/addr_gen_mode") == "1")
        #expect(try namespace.show("ip -6 address show dev w0").isEmpty)
        let shown = try #require(try namespace.show("ip link show dev w0").first)
        #expect(shown["mtu"] as? Int == 1400 && shown["address"] as? String == "ee:ee:ee:ee:ee:ee")
        #expect((shown["flags"] as? [String])?.contains("UP") == true)
        let state = try #require(try namespace.socket.links().first { $0.name == "w0" })
        #expect(state.isUp && state.hasCarrier && state.operState == .up)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.changeLink(LinkChange(proxyDelay: 500), index: 40, names: NoNames())
            try batch.changeLink(LinkChange(up: false), index: 40, names: NoNames())
        }
        #expect(try namespace.sysctl("ipv4/neigh/w0/proxy_delay") == "50")
        #expect(try namespace.socket.links().first { $0.name == "w0" }?.isUp == false)
    }

    @Test func `every IPv4 setting has the sysctl's name`() throws {
        let namespace = try TestNamespace.withBridge()
        for setting in IPv4LinkSetting.allCases {
            // Not settable: a link's multicast routing belongs to a daemon; some are a policy of every link.
            guard setting != .multicastForwarding else { continue }
            try namespace.socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(ipv4Settings: [setting: 1]), index: 8, names: NoNames())
            }
            #expect(try namespace.sysctl("ipv4/conf/v0/\(setting.sysctlName)") == "1", "\(setting)")
            try namespace.socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(ipv4Settings: [setting: 0]), index: 8, names: NoNames())
            }
            #expect(try namespace.sysctl("ipv4/conf/v0/\(setting.sysctlName)") == "0", "\(setting)")
        }
    }

    @Test func `a port joins its bridge with its settings in one request, and leaves`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.changeLink(
                LinkChange(up: true, master: .link("br0"), hairpin: true, learning: false), index: 8, names: table)
        }
        let shown = try #require(try namespace.show("bridge -d link show dev v0").first)
        #expect(shown["master"] as? String == "br0")
        #expect(shown["hairpin"] as? Bool == true && shown["learning"] as? Bool == false)
        let port = try #require(try namespace.socket.links().first { $0.name == "v0" })
        #expect(port.master == 7 && port.bridgePortState == 3)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.changeLink(LinkChange(master: .none), index: 8, names: table)
        }
        #expect(try namespace.show("bridge link show").isEmpty)
        #expect(try namespace.socket.links().first { $0.name == "v0" }?.master == nil)
    }

    @Test func `every link is listed as ip lists it, counters included`() throws {
        let namespace = try TestNamespace.withBridge()
        try namespace.run("ip", "address", "add", "10.0.0.1/24", "dev", "v0")
        try namespace.run("sh", "-c", "ip route add 10.0.9.0/24 via 10.0.0.2; ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:09 dev v0; ping -c 3 -i 0.002 -W 0.01 10.0.9.9 >/dev/null; true")
        let shown = try namespace.show("ip -s -d link show")
        let links = try namespace.socket.links()
        #expect(links.count == shown.count)
        for (link, expected) in zip(links, shown) {
            #expect(Int(link.index) == expected["ifindex"] as? Int)
            #expect(link.name == expected["ifname"] as? String)
            #expect(link.mac?.description == expected["address"] as? String)
            #expect(link.mtu == expected["mtu"] as? Int)
            let flags = try #require(expected["flags"] as? [String])
            #expect(link.isUp == flags.contains("UP") && link.hasCarrier == flags.contains("LOWER_UP"))
            #expect(link.kind == (expected["linkinfo"] as? [String: Any])?["info_kind"] as? String)
            let counters = try #require(expected["stats64"] as? [String: [String: Any]])
            #expect(Int(link.statistics.receivedPackets) == counters["rx"]?["packets"] as? Int)
            #expect(Int(link.statistics.receivedBytes) == counters["rx"]?["bytes"] as? Int)
            #expect(Int(link.statistics.receivedDropped) == counters["rx"]?["dropped"] as? Int)
            #expect(Int(link.statistics.sentPackets) == counters["tx"]?["packets"] as? Int)
            #expect(Int(link.statistics.sentBytes) == counters["tx"]?["bytes"] as? Int)
            #expect(Int(link.statistics.sentDropped) == counters["tx"]?["dropped"] as? Int)
        }
        #expect(links.first { $0.name == "v1" }!.statistics.receivedBytes > 0)
    }
}
