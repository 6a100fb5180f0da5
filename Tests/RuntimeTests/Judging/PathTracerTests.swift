import Addresses
import Findings
import Glibc
import Netlink
import Testing
import Warren

@testable import Namespaces
@testable import Planning
@testable import Runtime

/// The way of a packet through real networks, some of them broken. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct PathTracerTests {
    private let left = Namespace("left"), right = Namespace("right"), router = Host("router")

    /// Builds a lab's base, and traces there.
    private func tracer(@LabBuilder _ elements: () -> [Element]) throws -> PathTracer {
        let plan = try Plan(Lab("traced", elements))
        let network = Network()
        try network.reach(plan.stages[0], by: plan.steps(from: nil, to: plan.stages[0]))
        return PathTracer(network: network, state: plan.stages[0].state)
    }

    /// Left and right, with a router between.
    private func routed(@LabBuilder _ more: () -> [Element] = { [] }) throws -> PathTracer {
        try tracer {
            left
            right
            router
            Veth(left["eth0"], router["left"])
            Veth(router["right"], right["eth0"])
            left {
                Address("10.1.0.2/24", dev: "eth0"); Route("default", via: "10.1.0.1")
            }
            right {
                Address("10.2.0.2/24", dev: "eth0"); Route("default", via: "10.2.0.1")
            }
            router {
                Address("10.1.0.1/24", dev: "left"); Address("10.2.0.1/24", dev: "right")
            }
            more()
        }
    }

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func mac(_ tracer: PathTracer, _ node: String, _ link: String) throws -> MACAddress {
        try #require(tracer.state[node]?[link: link]?.mac)
    }

    /// Makes the node know, or fail to know, who has an address.
    private func ip(_ arguments: String, in node: String, of tracer: PathTracer) throws {
        let namespace = try #require(tracer.network.nodes[node]).namespace
        let status = try namespace.run { try Program(["ip"] + arguments.split(separator: " ").map(String.init)).run() }
        try #require(status == 0, "ip \(arguments)")
    }

    @Test func `a way has a hop for each node, with its route, its neighbour and its MTU`() throws {
        let tracer = try routed { router { Link("right", mtu: 1400) } }
        let gateway = try mac(tracer, "router", "left"), end = try mac(tracer, "right", "eth0")
        try ip("neigh replace 10.1.0.1 lladdr \(gateway) dev eth0 nud permanent", in: "left", of: tracer)
        try ip("neigh replace 10.2.0.2 lladdr \(end) dev right nud permanent", in: "router", of: tracer)
        let destination = try address("10.2.0.2")
        let way = tracer.way(from: "left", to: destination, length: 84)
        #expect(
            way
                == Way(
                    to: destination, length: 84,
                    hops: [
                        .init(
                            "left", route: .init(via: try address("10.1.0.1"), link: "eth0", mtu: 1500),
                            neighbour: .init(gateway, state: "permanent")),
                        .init(
                            "router", route: .init(via: nil, link: "right", mtu: 1400),
                            neighbour: .init(end, state: "permanent")),
                    ], end: "right"))
    }

    @Test func `who has the address itself has no way to go`() throws {
        let tracer = try routed()
        let way = tracer.way(from: "left", to: try address("10.1.0.2"), isBack: true)
        #expect(way.isEmpty && way.end == "left" && way.isBack)
        #expect(tracer.way(from: "nobody", to: try address("10.1.0.2")).isEmpty)
    }

    @Test func `a way ends where there is no route, and tells which links are down`() throws {
        let tracer = try routed { router { Link("right", .down) } }
        let way = tracer.way(from: "left", to: try address("10.2.0.2"))
        #expect(way.hops.count == 2 && way.end == nil)
        #expect(way.hops.last == .init("router", downLinks: ["right"]))
        #expect(way.hops[0].downLinks.isEmpty && way.hops[0].fault == nil)
    }

    @Test func `a next hop that no node has is a fault only once it was asked for in vain`() throws {
        let tracer = try routed { router { Route("172.16.0.0/16", via: "10.2.0.77") } }
        let (destination, nobody) = (try address("172.16.0.1"), try address("10.2.0.77"))
        // Nobody has asked for it yet: the packet may get to the cable's other end.
        #expect(tracer.way(from: "router", to: destination).hops.map(\.node) == ["router", "right"])
        try ip("neigh replace 10.2.0.77 dev right nud failed", in: "router", of: tracer)
        let way = tracer.way(from: "router", to: destination)
        #expect(
            way.hops == [
                .init(
                    "router", route: .init(via: nobody, link: "right", mtu: 1500),
                    neighbour: .init(nil, state: "failed"),
                    fault: .noOwner(address: nobody))
            ])
        // One that a node has is none, whatever the neighbour's state: the next node is asked.
        try ip("neigh replace 10.2.0.2 dev right nud failed", in: "router", of: tracer)
        let reached = tracer.way(from: "router", to: try address("10.2.0.2"))
        #expect(reached.hops.map(\.fault) == [nil] && reached.end == "right")
    }

    @Test func `routes that lead in a circle end it`() throws {
        let tracer = try routed {
            router { Route("172.16.0.0/16", via: "10.2.0.2") }
            right { Route("172.16.0.0/16", via: "10.2.0.1") }
        }
        let way = tracer.way(from: "left", to: try address("172.16.0.1"))
        #expect(way.hops.map(\.node) == ["left", "router", "right"] && way.end == nil)
    }

    @Test func `a host that is to answer for its pod's gateway and may not is a fault`() throws {
        let host = Host("host", "10.57.4.20/24"), pod = Pod("pod", "192.168.10.10/24", on: host)
        let tracer = try tracer {
            Segment("lan", gateway: "10.57.4.1") { host }; pod
        }
        let destination = try address("10.57.4.20")
        let gateway = try #require(tracer.way(from: "pod", to: destination).hops.first?.route?.via)
        try ip("neigh replace \(gateway) dev eth0 nud failed", in: "pod", of: tracer)
        #expect(tracer.way(from: "pod", to: destination).hops.map(\.fault) == [nil])
        let link = try #require(tracer.state["pod"]?[link: "eth0"]?.peer?.link)
        let setting = "net.ipv4.conf.\(link).proxy_arp"
        let namespace = try #require(tracer.network.nodes["host"]).namespace
        _ = try namespace.run { try KernelSetting.apply([.init(name: setting, value: "0")]) }
        let fault = Way.Fault.noProxy(link: LinkReference(node: "host", link: link), address: gateway, setting: setting)
        #expect(tracer.way(from: "pod", to: destination).hops.map(\.fault) == [fault])
    }

    // MARK: vxlan

    /// Two hosts with a vxlan device each, and entries of the first's.
    private func tunnel(
        id: Int = 100, port: Int = 4789, @NodeBuilder _ entries: @escaping () -> [NodeElement]
    ) throws -> PathTracer {
        let host1 = Host("host1", "10.57.4.20/24"), host2 = Host("host2", "10.57.4.21/24")
        return try tracer {
            Segment("lan") {
                host1; host2
            }
            host1 {
                Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0")
                Address("192.168.9.1/24", dev: "vxlan0")
                entries()
            }
            host2 {
                Vxlan("vxlan0", id: id, port: port, local: host2, dev: "eth0")
                Address("192.168.9.2/24", dev: "vxlan0")
            }
        }
    }

    private func fault(_ tracer: PathTracer) throws -> Way.Fault? {
        try #require(tracer.way(from: "host1", to: try address("192.168.9.2")).hops.first).fault
    }

    private let vxlan0 = LinkReference(node: "host1", link: "vxlan0")

    @Test func `a vxlan device needs an entry for the next hop, or for all`() throws {
        let none = try tunnel { [] }
        let destination = try address("192.168.9.2")
        #expect(try fault(none) == .noForwarding(link: vxlan0, address: destination, mac: nil))
        let mac = try mac(none, "host2", "vxlan0")
        try ip("neigh replace 192.168.9.2 lladdr \(mac) dev vxlan0 nud permanent", in: "host1", of: none)
        #expect(try fault(none) == .noForwarding(link: vxlan0, address: destination, mac: mac))

        let all = try tunnel { Forwarding(.allZero, dst: "10.57.4.21", dev: "vxlan0") }
        let way = all.way(from: "host1", to: destination)
        #expect(way.hops.map(\.fault) == [nil] && way.end == "host2")
        #expect(way.hops[0].forwarding == .init(.zero, destination: try address("10.57.4.21")))
        // Its own entry goes before that for all.
        try ip("neigh replace 192.168.9.2 lladdr \(mac) dev vxlan0 nud permanent", in: "host1", of: all)
        let namespace = try #require(all.network.nodes["host1"]).namespace
        let table = try namespace.socket.linkTable()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try ForwardingEntry(link: "vxlan0", mac: mac, destination: IPAddress("10.57.4.99")).add(to: &batch, names: table)
        }
        #expect(try fault(all) == .noOwner(address: try address("10.57.4.99")))
    }

    @Test func `an entry to nobody is a fault`() throws {
        let tracer = try tunnel { Forwarding(.allZero, dst: "10.57.4.99", dev: "vxlan0") }
        #expect(try fault(tracer) == .noOwner(address: try address("10.57.4.99")))
    }

    @Test(arguments: [(101, 4789), (100, 4790)])
    func `a peer without the network, or on another port, is a fault`(_ id: Int, _ port: Int) throws {
        let tracer = try tunnel(id: id, port: port) { Forwarding(.allZero, dst: "10.57.4.21", dev: "vxlan0") }
        #expect(
            try fault(tracer)
                == .noTunnel(
                    node: "host2", vni: 100, port: 4789,
                    devices: [.init("vxlan0", vni: UInt32(id), port: UInt16(port), isUp: true)]))
    }

    @Test func `a peer's device that is down does not listen`() throws {
        let tracer = try tunnel { Forwarding(.allZero, dst: "10.57.4.21", dev: "vxlan0") }
        try ip("link set vxlan0 down", in: "host2", of: tracer)
        #expect(
            try fault(tracer)
                == .noTunnel(
                    node: "host2", vni: 100, port: 4789, devices: [.init("vxlan0", vni: 100, port: 4789, isUp: false)]))
    }
}
