import Addresses
import Netlink
import Testing
import Warren

@testable import Planning

@Suite("Several ways, rules, limits and macvlans")
struct PolicyTests {
    private static let red = Namespace("red")
    private static let blue = Namespace("blue")

    private func plan(@NodeBuilder _ content: () -> [NodeElement]) throws -> Plan {
        let within = Self.red(content)
        return try Plan(
            Lab("policy") {
                Self.red
                Self.blue
                Veth(Self.red["eth0"], Self.blue["eth0"])
                Self.red { Address("10.9.0.1/24", dev: "eth0") }
                within
            })
    }

    private func commands(@NodeBuilder _ content: () -> [NodeElement]) throws -> [String] {
        let plan = try plan(content)
        return plan.steps(to: plan.stages[0]).filter { $0.node == "red" }.map(\.command)
    }

    private func problem(@NodeBuilder _ content: () -> [NodeElement]) -> String? {
        do {
            _ = try plan(content)
            return nil
        } catch let invalid as InvalidLab {
            return invalid.problems.map(\.message).joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }

    @Test("each becomes the command that does the same")
    func spelled() throws {
        #expect(try commands { Route("10.8.0.0/16", via: [Hop("10.9.0.2", weight: 2), Hop("10.9.0.3")]) }.last
            == "ip route add 10.8.0.0/16 nexthop via 10.9.0.2 dev eth0 weight 2 nexthop via 10.9.0.3 dev eth0 weight 1")
        #expect(try commands { Rule(from: "10.8.0.0/16", to: "10.9.0.2", table: 100, priority: 7, mark: 64, iif: "eth0") }.last
            == "ip rule add from 10.8.0.0/16 to 10.9.0.2 fwmark 64 iif eth0 lookup 100 priority 7")
        #expect(try commands { Route("10.8.0.0/16", via: "10.9.0.2", table: 100) }.last == "ip route add 10.8.0.0/16 via 10.9.0.2 dev eth0 table 100")
        #expect(try commands { Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50)) }.last
            == "tc qdisc replace dev eth0 root tbf rate 10000000bit burst 5000 limit 67500")
        #expect(try commands { Macvlan("mv0", on: "eth0", mode: .vepa) }.contains { $0.hasPrefix("ip link add link eth0 name mv0 ") && $0.hasSuffix("type macvlan mode vepa") })
    }

    @Test("what cannot be is told in whole sentences")
    func refused() {
        #expect(problem { Route("10.8.0.0/16", via: [Hop("10.7.0.2")]) } == "no link of red reaches the next hop 10.7.0.2; red has eth0 10.9.0.1/24")
        #expect(problem { Route("10.8.0.0/16", via: [Hop("10.9.0.2", weight: 257)]) } == "the weight is 257; expected 1 to 256")
        #expect(problem { Rule(from: "10.8.0.1/16", table: 100, priority: 7) } == "10.8.0.1/16 has bits beyond its prefix length; expected 10.8.0.0/16")
        #expect(problem { Rule(table: 0, priority: 7) } == "the table is 0; expected 1 to 4294967295")
        #expect(problem { Rule(from: "10.8.0.0/16", to: "fd00::/8", table: 100, priority: 7) } == "10.8.0.0/16 and fd00::/8 are of two families; expected one")
        #expect(problem { Limit("eth0", rate: .megabits(10), burst: 1000, latency: .milliseconds(50)) }
            == "a burst of 1000 bytes is less than a whole frame of eth0, which would never leave; expected 1514 at the least")
        #expect(problem { Macvlan("mv0", on: "lo") } == "lo of red is no Ethernet link that a macvlan can lie upon")
        #expect(problem { Link("eth0", mtu: 1000); Address("fd00::1/64", dev: "eth0") }
            == "eth0 of red has an MTU of 1000; IPv6 needs 1280 at the least (RFC 8200)")
    }

    @Test("a limit is changed in place, and a rule by another")
    func changed() throws {
        let limit = Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50))
        let faster = Limit("eth0", rate: .megabits(20), burst: 5000, latency: .milliseconds(50))
        let before = try plan { limit; Rule(table: 100, priority: 7) }
        let after = try plan { faster; Rule(table: 101, priority: 7) }
        let none = try plan {}
        let steps = before.stages[0].state.steps(to: after.stages[0].state, removingBecause: "")
        #expect(steps.map(\.command) == [
            "ip rule del lookup 100 priority 7", "ip rule add lookup 101 priority 7",
            "tc qdisc replace dev eth0 root tbf rate 20000000bit burst 5000 limit 130000",
        ])
        #expect(after.stages[0].state.steps(to: none.stages[0].state, removingBecause: "").map(\.command)
            == ["tc qdisc del dev eth0 root", "ip rule del lookup 101 priority 7"])
    }
}
