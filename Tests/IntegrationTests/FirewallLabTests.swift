import Foundation
import Testing

extension EndToEnd {
    @Suite("Labs that filter packets", .serialized)
    struct FirewallLabTests {
        static let firewall = Package.path + "/labs/firewall.swift"
        static let cloud = Package.path + "/labs/cloud.swift"

        private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

        @Test("hold, and leave the machine as it was", arguments: [firewall, cloud])
        func holds(_ path: String) throws {
            try leavesTheMachineAsItWas {
                let outcome = try warren("test", path)
                #expect(outcome.status == 0 && !outcome.output.contains("✗"), "\(outcome.output)\(outcome.errors)")
            }
        }

        @Test("without the rule for answers, pod-b cannot call either")
        func noAnswers() throws {
            let report = try BrokenLab.test(ArticleLab.change(text(Self.firewall), "            Accept(.established, .related)\n", ""))
            report.expectFailures(inStages: [3, 5, 6])
            #expect(report.holds("pod-a does not reach pod-b"))
        }

        @Test("without the drop, pod-a calls, however the packets travel")
        func noDrop() throws {
            let report = try BrokenLab.test(ArticleLab.change(text(Self.firewall), "            Drop(from: podA, to: podB)\n", ""))
            report.expectFailures(inStages: [3, 5, 6])
        }

        @Test("without the setting of the bridge, the cloud checks nothing")
        func noSetting() throws {
            let report = try BrokenLab.test(ArticleLab.change(text(Self.cloud), "bridge-nf-call-iptables\", 1", "bridge-nf-call-iptables\", 0"))
            report.expectFailures(inStages: [2, 4, 5, 6])
        }

        @Test("a firewall that forgets connections never lets pod-a through")
        func stateless() throws {
            let report = try BrokenLab.test(ArticleLab.change(text(Self.cloud), "                Accept(.established, .related)\n", ""))
            report.expectFailures(inStages: [5])
        }

        @Test("nft shows what explain prints")
        func asExplained() throws {
            let folder = try LabFolder()
            let name = try folder.up(Self.firewall, stage: "3")
            let rules = try KernelState(name, "host1").lines("nft", "-s", "list", "table", "inet", "warren")
            #expect(rules.contains("ct state established,related accept"))
            #expect(rules.contains("ip saddr 192.168.10.10 ip daddr 192.168.11.10 drop"))
            let explained = try warren("explain", Self.firewall, "--stage", "3").lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("nft ") }
            #expect(explained == [
                "nft add table inet warren",
                "nft add chain inet warren forward '{ type filter hook forward priority filter;policy accept;}'",
                "nft add rule inet warren forward ct state established,related accept",
                "nft add rule inet warren forward ip saddr 192.168.10.10 ip daddr 192.168.11.10 drop",
            ])
            // Typed in a namespace of their own, the commands make the same table.
            let typed = try run("unshare", "-n", "sh", "-ec", (explained + ["nft -s list ruleset"]).joined(separator: "\n"))
            #expect(typed.status == 0 && typed.lines.map { $0.trimmingCharacters(in: .whitespaces) } == rules, "\(typed)")
        }

        @Test(
            "what somebody did to the rules by hand is told as drift, and put back",
            arguments: [["flush", "ruleset"], ["add", "rule", "inet", "warren", "forward", "accept"], ["delete", "table", "inet", "warren"], ["flush", "chain", "inet", "warren", "forward"]])
        func drift(_ change: [String]) throws {
            let folder = try LabFolder()
            let name = try folder.up(Self.firewall, stage: "3")
            func rules() throws -> [[String: Any]] { try KernelState(name, "host1").rules() }
            let before = try rules()
            try #require(try Program(["ip", "netns", "exec", "\(name).host1", "nft"] + change).end().status == 0)
            let plan = try warren("plan", Self.firewall, "--name", name)
            #expect(plan.lines[0].contains(" of drift away from stage"), "\(plan.output)")
            #expect(plan.lines.contains("  nft add rule inet warren forward ct state established,related accept"), "\(plan.output)")
            try #require(try warren("apply", Self.firewall, "--name", name).status == 0)
            #expect(try warren("plan", Self.firewall, "--name", name).output.hasSuffix(": nothing to do\n"))
            #expect(try NSArray(array: rules()) == NSArray(array: before))
            // And a stage without a firewall has no table.
            try #require(try warren("apply", Self.firewall, "--stage", "1", "--name", name).status == 0)
            #expect(try KernelState(name, "host1").lines("nft", "list", "ruleset") == [])
        }

        @Test("a table that somebody made in a node without a firewall is told as drift, and removed")
        func foreign() throws {
            let folder = try LabFolder()
            let name = try folder.up(Self.firewall, stage: "3")
            let nft = try Program(["ip", "netns", "exec", "\(name).pod-a", "nft", "add table inet warren"]).end()
            try #require(nft.status == 0)
            // And whatever else filters there.
            try #require(try Program(["ip", "netns", "exec", "\(name).pod-a", "nft", "add table inet own"]).end().status == 0)
            let plan = try warren("plan", Self.firewall, "--name", name)
            #expect(plan.lines.contains { $0.contains("# drift: ") } && plan.lines.contains("  nft delete table inet warren") && plan.lines.contains("  nft delete table inet own"), "\(plan.output)")
            #expect(plan.lines.contains("pod-a:"), "\(plan.output)")
            try #require(try warren("apply", Self.firewall, "--name", name).status == 0)
            #expect(try KernelState(name, "pod-a").lines("nft", "list", "tables") == [])
        }
    }
}

extension KernelState {
    /// The rules of all tables as `nft -j` shows them, less the handles that the kernel gives anew each time.
    fileprivate func rules() throws -> [[String: Any]] {
        let text = try lines("nft", "-j", "list", "ruleset").joined()
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[String: Any]]])
        return (json["nftables"] ?? []).compactMap { ($0["rule"] as? [String: Any])?.filter { $0.key != "handle" } }
    }
}
