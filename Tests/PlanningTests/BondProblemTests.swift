import Testing
import Warren

@testable import Netlink
@testable import Planning

@Suite struct BondProblemTests {
    /// What is wrong with a bond of a host that has a cable to another.
    private func problems(_ bonds: Bond..., mtu: Int? = nil) -> [String] {
        let other = Namespace("other")
        return faults {
            other
            Veth(host1["eth1"], other["eth1"], mtu: mtu)
            host1 { for bond in bonds { bond } }
        }
    }

    @Test func `a bond is of ports that there are, of which one may come first`() {
        let empty = Bond("bond0", ports: [])
        #expect(problems(empty) == [
            "\(empty.source.line): a bond without ports carries nothing; expected ports: at least one link"
        ])
        let primary = Bond("bond0", ports: ["eth1"], primary: "eth0")
        #expect(problems(primary) == ["\(primary.source.line): the primary eth0 is not among the ports of bond0 (eth1)"])
        let mode = Bond("bond0", ports: ["eth1"], mode: .broadcast, primary: "eth1")
        #expect(problems(mode) == ["\(mode.source.line): a primary port is of the mode .activeBackup alone"])
        #expect(problems(Bond("bond0", ports: ["eth1"], primary: "eth1")) == [])
    }

    @Test func `a bond looks at carriers or asks neighbours`() {
        let arp = Bond.Neighbours.every(.milliseconds(200), "10.57.4.1")
        let both = Bond("bond0", ports: ["eth1"], monitoring: .milliseconds(100), arp: arp)
        #expect(problems(both) == [
            "\(both.source.line): a bond looks at carriers or asks neighbours; expected monitoring: or arp:, and not both"
        ])
        let lacp = Bond("bond0", ports: ["eth1"], mode: .lacp, arp: arp)
        #expect(problems(lacp) == ["\(lacp.source.line): LACP looks at carriers; expected no arp:"])
        let delayed = Bond("bond0", ports: ["eth1"], upDelay: .milliseconds(200), arp: arp)
        #expect(problems(delayed) == [
            "\(delayed.source.line): the upDelay is counted in looks at carriers; expected no arp: with it"
        ])
        let twice = Bond("bond0", ports: ["eth1"], arp: .every(.milliseconds(200), "10.57.4.1", "10.57.4.1"))
        #expect(problems(twice) == ["\(twice.source.line): 10.57.4.1 is asked for already; once is enough"])
    }

    @Test func `delays are multiples of the monitoring`() {
        let odd = Bond("bond0", ports: ["eth1"], monitoring: .milliseconds(40), downDelay: .milliseconds(100))
        #expect(problems(odd) == [
            "\(odd.source.line): the downDelay is 100 ms; expected a multiple of the monitoring, 40 ms"
        ])
        #expect(problems(Bond("bond0", ports: ["eth1"], monitoring: .milliseconds(50), downDelay: .milliseconds(100))) == [])
    }

    @Test func `hashes and LACP are of the modes that have them`() {
        let hash = Bond("bond0", ports: ["eth1"], hash: .layer34)
        #expect(problems(hash) == [
            "\(hash.source.line): nothing is hashed in the mode .activeBackup; expected .balanceXOR or .lacp, or no hash:"
        ])
        let fast = Bond("bond0", ports: ["eth1"], .fast)
        #expect(problems(fast) == ["\(fast.source.line): .fast speaks of LACP; expected mode: .lacp"])
    }

    @Test func `a port has the bond's address and MTU`() throws {
        let bond = Bond("bond0", ports: ["eth1"])
        #expect(problems(bond, mtu: 1400) == [
            "\(bond.source.line): eth1 has the MTU 1400 and bond0 1500; a bond gives its ports its own"
        ])
        let other = Namespace("other")
        let plan = try Plan(pair { Stage("one") { other; Veth(host1["eth1"], other["eth1"]); host1 { Bond("bond0", ports: ["eth1"], mtu: 1300) } } })
        let node = try #require(plan.stages[0].state["host1"])
        #expect(node[link: "eth1"]?.mtu == 1300 && node[link: "eth1"]?.mac == node[link: "bond0"]?.mac)
    }

    @Test func `a port joins its bond before it is brought up, and is taken down first if it is up`() throws {
        let other = Namespace("other")
        let plan = try Plan(Lab("bonded") {
            host1
            other
            Veth(host1["eth1"], other["eth1"])
            Stage("apart") {}
            Stage("joined") { host1 { Bond("bond0", ports: ["eth1"]) } }
        })
        func commands(_ steps: [Step]) -> [String] {
            steps.filter { $0.node == "host1" }.flatMap(\.commands).map(\.text).filter { $0.contains("set eth1") }
        }
        #expect(commands(plan.steps(to: plan.stages[1])) == ["ip link set eth1 master bond0", "ip link set eth1 up"])
        let joined = commands(plan.steps(from: plan.stages[0], to: plan.stages[1]))
        #expect(joined.first == "ip link set eth1 down" && joined.last == "ip link set eth1 up" && joined.count == 3)
        let apart = commands(plan.steps(from: plan.stages[1], to: plan.stages[0]))
        // With the bond goes its port's membership: the kernel takes the port down for that.
        #expect(apart.count == 1 && apart[0].hasPrefix("ip link set eth1 address ") && apart[0].hasSuffix(" up"), "\(apart)")
    }
}
