import Addresses
import Netlink
import Packets
import Testing
import Warren

@testable import Planning

@Suite struct ResolutionTests {
    private func state(@LabBuilder _ more: () -> [Element] = { [] }) throws -> NetworkState {
        try #require(try Plan(pair(more)).stages.first).state
    }

    @Test func `a MAC address is the same in every run, of no manufacturer and of no group`() {
        let mac = MACAddress.stable(node: "host1", link: "eth0")
        #expect(mac.description == "02:04:5c:3f:3e:1d")
        #expect(mac.bytes[0] == 2)
    }

    @Test func `20,000 links have 20,000 MAC addresses`() {
        let all = (0..<100).flatMap { node in (0..<200).map { MACAddress.stable(node: "host\(node)", link: "veth-pod-\($0)") } }
        #expect(Set(all).count == 20_000)
    }

    @Test func `a hidden link name is whole where it fits, and otherwise cut and marked`() {
        #expect(LinkName.hidden("veth-", "pod-a") == "veth-pod-a")
        #expect(LinkName.hidden("veth-", "0123456789") == "veth-0123456789")
        let cut = LinkName.hidden("veth-", "the-pod-of-mine")
        #expect(cut.hasPrefix("veth-") && cut.contains("~"))
        #expect(cut == LinkName.hidden("veth-", "the-pod-of-mine"))
    }

    @Test(arguments: ["", "veth-"])
    func `20,000 hidden link names are distinct and fit the kernel`(prefix: String) {
        let names = (0..<20_000).map { LinkName.hidden(prefix, "deployment-of-pods-\($0)") }
        #expect(Set(names).count == 20_000)
        #expect(names.allSatisfy { LinkName.fault($0) == nil })
    }

    private static let silence = NodeState.Setting(name: "net.ipv6.conf.default.disable_ipv6", value: "1")

    @Test func `a lab of IPv4 alone switches IPv6 off in every node, before any link is made`() throws {
        let nodes = try state().nodes
        #expect(!nodes.isEmpty)
        #expect(nodes.allSatisfy { $0.sysctls.map(\.value).contains(Self.silence) })
        let commands = try script(pair())
        let off = try #require(commands.lastIndex { $0.hasSuffix("disable_ipv6=1") })
        let first = try #require(commands.firstIndex { $0.contains("ip link add") })
        #expect(off < first)
    }

    @Test func `a lab with an IPv6 address anywhere leaves IPv6 on`() throws {
        func isSilent(_ state: NetworkState) -> Bool { state.nodes.contains { $0.sysctls.map(\.value).contains(Self.silence) } }
        for element in [Address("fd00::1/64", dev: "eth0").lowered, Route("fd00::/64", dev: "eth0").lowered] {
            #expect(try !isSilent(state { host1 { element } }))
        }
        #expect(try !isSilent(state { Ping(from: host1, to: "ff02::1") }))
        let lab = pair { Stage("one") {}; Stage("two") { host1 { Address("fd00::1/64", dev: "eth0") } } }
        #expect(try !script(lab).contains { $0.contains("disable_ipv6") })
        #expect(try script(lab).contains("host1: sysctl -w net.ipv6.conf.all.forwarding=1"))
    }

    @Test func `via a node is by its address on the network that both share`() throws {
        let router = Host("router", "10.1.0.1/24")
        let far = Host("far", "10.2.0.2/24")
        let lab = Lab("lab") {
            Segment("left") { host1.attached(as: "eth9", "10.1.0.9/24"); router }
            Segment("right") { far; router.attached(as: "eth1", "10.2.0.1/24") }
            far { Route("10.1.0.0/24", via: router) }
            host1 { Route("10.2.0.0/24", via: router) }
        }
        #expect(try commands(lab, on: "far").last == "ip route add 10.1.0.0/24 via 10.2.0.1 dev eth0")
        #expect(try commands(lab, on: "host1").last == "ip route add 10.2.0.0/24 via 10.1.0.1 dev eth9")
    }

    @Test func `via without dev finds the link by its routes too`() throws {
        let lab = pair { host1 { Route("10.9.0.0/24", dev: "veth-pod-a"); Route("10.8.0.0/24", via: "10.9.0.1") } }
        #expect(try commands(lab, on: "host1").last == "ip route add 10.8.0.0/24 via 10.9.0.1 dev veth-pod-a")
    }

    @Test func `default is of the family of its next hop`() throws {
        let left = Host("left", "fd00::1/64"), right = Host("right", "fd00::2/64")
        let lab = Lab("lab") { Segment("lan") { left; right }; left { Route("default", via: right) } }
        let route = try #require(try Plan(lab).stages[0].state["left"]?.routes.first?.value)
        #expect(route.destination == Prefix.default(.ipv6))
    }

    @Test func `a node stands for its address in tunnels, entries and patterns`() throws {
        let lab = pair {
            host1 { Vxlan("vxlan0", id: 1, local: host1, dev: "eth0"); Forwarding(host2, dst: host2["eth0"], dev: "vxlan0") }
            Ping(from: podA, to: podB).seen(on: host1["eth0"], Ethernet(from: host1, to: host2["eth0"]) / IPv4(from: podA, to: "192.168.11.0/24"))
        }
        let plan = try Plan(lab)
        let mac1 = MACAddress.stable(node: "host1", link: "eth0"), mac2 = MACAddress.stable(node: "host2", link: "eth0")
        let end = try #require(IPAddress("10.57.4.21"))
        let entry = try #require(plan.stages[0].state["host1"]?.forwarding.first?.value)
        #expect(entry == ForwardingEntry(link: "vxlan0", mac: mac2, destination: end))
        guard case .ping(let ping) = plan.stages[0].checks.first else { Issue.record("no ping"); return }
        #expect(ping.destination == IPAddress("192.168.11.10"))
        let pattern = PacketPattern([
            .ethernet(EthernetPattern(source: [mac1], destination: [mac2])),
            .ipv4(IPv4Pattern(source: [Prefix("192.168.10.10/32")!], destination: [Prefix("192.168.11.0/24")!])),
        ])
        #expect(ping.sightings.first?.sights.first?.pattern == pattern)
    }

    @Test func `a ping goes by a family that the sender has`() throws {
        let four = Host("four", "10.0.0.1/24"), six = Host("six", "fd00::1/64"), both = Host("both", "fd00::2/64", "10.0.0.2/24")
        let lab = Lab("lab") { Segment("lan") { four; six; both }; Ping(from: four, to: both); Ping(from: six, to: both) }
        let targets = try Plan(lab).stages[0].checks.map { if case .ping(let ping) = $0 { "\(ping.destination)" } else { "" } }
        #expect(targets == ["10.0.0.2", "fd00::2"])
    }

    @Test func `a tunnel's MTU is the underlay's less the overhead`() throws {
        let state = try state { host1 { Link("eth0", mtu: 1400); Vxlan("vxlan0", id: 1, local: host1, dev: "eth0"); Vxlan("vxlan1", id: 2); Vxlan("upper", id: 3, dev: "lower"); Vxlan("lower", id: 4, dev: "eth0") } }
        #expect(state["host1"]?[link: "vxlan0"]?.mtu == 1350)
        #expect(state["host1"]?[link: "lower"]?.mtu == 1350)
        #expect(state["host1"]?[link: "upper"]?.mtu == 1300)
        #expect(state["host1"]?[link: "vxlan1"]?.mtu == 1500)
    }

    @Test func `a link that is down has no routes, no neighbours and no IPv6 addresses`() throws {
        let state = try state {
            host1 { Neighbour("10.57.4.9", mac: .broadcast, dev: "eth0"); Address("fd00::1/64", dev: "eth0") }
            Ping(from: host2, to: host1).fails()
            Stage("down") { host1 { Link("eth0", .down) } }
        }
        let host = try #require(state["host1"])
        #expect(host.routes.map(\.value.device) == ["veth-pod-a"])
        #expect(host.neighbours.isEmpty)
        #expect(host.addresses.map(\.value.address.description) == ["10.57.4.20/24"])
    }

    @Test func `a host without an address on the gateway's network gets no default route`() throws {
        let state = try state { Segment("dmz", gateway: "10.9.0.1") { host1.attached(as: "eth1"); host2.attached(as: "eth1", "10.9.0.2/24") } }
        #expect(state["host1"]?.routes.filter { $0.value.device == "eth1" }.isEmpty == true)
    }
}
