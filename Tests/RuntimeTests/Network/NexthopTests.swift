import Glibc
import Netlink
import Testing
import Warren

@testable import Planning
@testable import Runtime

/// Next hops in the kernel. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct NexthopTests {
    @Test func `a next hop comes once the other end of its cable is up, and reads back with its routes`() throws {
        let a = Namespace("a"), b = Namespace("b")
        let lab = Lab("nexthops") {
            a
            b
            Veth(a["x"], b["y"])
            a {
                Address("10.0.0.1/24", dev: "x")
                Nexthop(1, via: "10.0.0.2")
                Nexthop(2, .blackhole)
                Route("10.9.0.0/16", nexthop: 1)
                Route("10.8.0.0/16", nexthop: 2)
            }
            Stage("one") {}
        }
        let plan = try Plan(lab)
        let network = Network()
        try network.apply(plan.steps(from: nil, to: plan.stages[0]))
        let routes = try #require(network.nodes["a"]).namespace.socket.routes(names: LinkTable()).filter { $0.nexthop != nil }
        #expect(routes.map { "\($0.destination) \($0.type) \($0.nexthop ?? 0)" }.sorted() == [
            "10.8.0.0/16 unicast 2", "10.9.0.0/16 unicast 1",
        ])
    }

    @Test func `a next hop goes with the other end of its cable, and comes with it again`() throws {
        let a = Namespace("a"), b = Namespace("b")
        let lab = Lab("carrier") {
            a
            b
            Veth(a["x"], b["y"])
            a {
                Address("10.0.0.1/24", dev: "x")
                Nexthop(1, via: "10.0.0.2")
                Route("10.9.0.0/16", nexthop: 1)
            }
            Stage("one") {}
            Stage("two") { Down(b["y"]) }
            Stage("three") { b { Address("10.0.0.2/24", dev: "y") } }
        }
        let plan = try Plan(lab)
        let network = Network()
        var last: StagePlan?
        func go(to stage: Int) throws -> (nexthops: [UInt32], routes: Int) {
            try network.apply(plan.steps(from: last, to: plan.stages[stage - 1]))
            last = plan.stages[stage - 1]
            let reader = try #require(network.nodes["a"]).namespace.reader()
            let routes = try RouteEntry.all(in: reader).filter { $0.nexthop != nil }
            return (try NexthopEntry.all(in: reader).map(\.id), routes.count)
        }
        #expect(try go(to: 1) == ([1], 1))
        #expect(try go(to: 2) == ([], 0))
        #expect(try go(to: 3) == ([1], 1))
    }
}
