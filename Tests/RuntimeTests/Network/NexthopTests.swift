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
}
