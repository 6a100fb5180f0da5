import Glibc
import Testing
import Warren

@testable import Planning
@testable import Runtime

/// Firewalls in real namespaces, with the program nft as oracle. Needs root.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs root"))
struct FirewallTests {
    private let network = Network()

    init() throws { try network.apply([Step(node: "n", operation: .createNamespace, reason: "", source: line(1))]) }

    private func line(_ number: Int) -> Warren.SourceLocation { Warren.SourceLocation(file: "lab.swift", line: number) }

    private func firewall(_ rules: [String]) -> PlannedFirewall {
        let rules = rules.enumerated().map { Declared($1, at: line(10 + $0), because: "") }
        return PlannedFirewall(chains: [.init(hook: .forward, policy: .accept, source: line(9), rules: rules)], at: line(8), because: "")
    }

    private func set(_ firewall: PlannedFirewall, replacing: Bool = false) throws {
        try network.apply([Step(node: "n", operation: .setFirewall(firewall, replacing: replacing), reason: "", source: firewall.source)])
    }

    private func nft(_ arguments: String) -> (status: Int32, output: String) {
        let descriptor = network.descriptor(of: "n")!
        return Shell.run("exec timeout 20 nsenter --net=/proc/\(getpid())/fd/\(descriptor) nft \(arguments)")
    }

    /// The firewall that a node has which is to have one.
    private func observed(_ wanted: PlannedFirewall) throws -> PlannedFirewall? {
        var node = NodeState("n", .namespace, at: line(1))
        node.firewall = wanted
        return try network.observation(of: NetworkState([node]))["n"]?.firewall
    }

    @Test func `a table is made, replaced as a whole, and removed`() throws {
        try set(firewall(["udp dport 4789 accept", "ct state established,related counter accept"]))
        let first = nft("-s list ruleset").output
        #expect(first.contains("type filter hook forward priority filter; policy accept;") && first.contains("udp dport 4789 accept"))
        #expect(first.contains("ct state established,related counter"))
        try set(firewall(["drop"]), replacing: true)
        let second = nft("-s list ruleset").output
        #expect(!second.contains("4789") && second.contains("drop"), "\(second)")
        try network.apply([Step(node: "n", operation: .removeTable(PlannedFirewall.table), reason: "", source: line(1))])
        #expect(nft("list ruleset").output == "")
    }

    @Test func `nothing is seen as altered but what somebody altered`() throws {
        let wanted = firewall(["meta l4proto udp udp dport { 9, 7, 8 } counter accept", "ip saddr 10.0.0.0/8 drop"])
        try set(wanted)
        #expect(try observed(wanted) == wanted)
        try set(wanted, replacing: true)
        #expect(try observed(wanted) == wanted, "made anew, with other handles")
        #expect(nft("flush chain inet warren forward").status == 0)
        for rule in wanted.chains[0].rules { #expect(nft("'add rule inet warren forward \(rule.value)'").status == 0) }
        #expect(try observed(wanted) == wanted, "put back by hand, with other handles")
        #expect(nft("add rule inet warren forward udp dport 1 drop").status == 0)
        #expect(try observed(wanted)?.chains == [])
        #expect(nft("flush ruleset").status == 0)
        #expect(try observed(wanted) == nil)
    }

    @Test func `a refusal names the statement's own line, and nothing of the table is changed`() throws {
        try set(firewall(["udp dport 1 drop"]))
        let failure = #expect(throws: StepFailure.self) { try set(firewall(["accept", "no such words", "drop"]), replacing: true) }
        #expect(failure?.source.line == 11)
        #expect(failure?.description.hasPrefix("lab.swift:11: error: the kernel refused `nft add rule inet warren forward no such words` in n: syntax error") == true, "\(failure?.description ?? "")")
        #expect(nft("list ruleset").output.contains("udp dport 1 drop"))
    }
}
