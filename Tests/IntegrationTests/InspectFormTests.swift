import Foundation
import Testing

extension EndToEnd {
    @Suite("inspect's forms are the documented ones", .serialized)
    struct InspectFormTests {
        @Test("docs/json.md has every field that there is, and no other")
        func documentation() throws {
            let folder = try LabFolder()
            var fields: Set<String> = []
            for stage in ["3", "4", "5"] {
                let name = try folder.up(Package.article, stage: stage, as: "stage\(stage)")
                if stage == "4" { try furnish(name) }
                let sleeper = try Program(["ip", "netns", "exec", "\(name).pod-a", "sh", "-c", "echo in; exec sleep 1000"])
                try sleeper.wait(for: "in")
                let socket = try InsideNode.listen(name, "pod-a", SOCK_STREAM, port: 80)
                defer { close(socket) }
                try Traffic(lab: name).ping("pod-a", "192.168.11.10")
                fields.formUnion(try Inspection(name).fields)
            }
            fields.formUnion(try Inspection(folder.up(folder.write(PolicyLab.text), as: "policy")).fields)
            let page = try String(contentsOfFile: Package.path + "/docs/json.md", encoding: .utf8)
            let section = try #require(page.components(separatedBy: "\n## ").first { $0.hasPrefix("`warren inspect ") })
            let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
            let documented = Set(rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) })
            #expect(fields.subtracting(documented).sorted() == [], "not documented")
            // No kernel here need have an ipip driver or netem, of which alone these are.
            let elsewhere: Set = ["nodes[].links[].ipip.device", "nodes[].links[].ipip.remote", "nodes[].links[].limit.isBelowImpairment"]
            // Nor those of other kinds of links; where the kernel has them, labs/encapsulations.swift and the like show them.
            let rare = ["gre", "geneve", "vlan", "vlans[]", "vrf", "ipvlan", "wireguard", "peers[]", "impairment", "bridge.vlanFiltering", "bond",
                "queue.manner.target", "queue.manner.interval", "queue.manner.limit", "queue.manner.flows", "queue.manner.quantum",
                "queue.manner.ecn", "queue.manner.perturb", "queue.manner.bands"].map { "nodes[].links[].\($0)" }
            let missing = documented.subtracting(fields).filter { field in !rare.contains { field == $0 || field.hasPrefix($0 + ".") } }
            #expect(missing.subtracting(elsewhere).sorted() == [], "documented, and not there")
            #expect(rows.count == documented.count)
        }

        /// What no stage of the lab has.
        private func furnish(_ name: String) throws {
            for command in [
                "ip -n \(name).host1 route add 172.31.0.0/16 via 10.57.4.1 metric 7 mtu 1400 src 10.57.4.20",
                "ip -n \(name).host1 addr add 10.1.1.1 peer 10.1.1.2/32 dev eth0", "ip -n \(name).host1 addr add 10.8.0.1/24 brd + dev eth0",
                "ip -n \(name).host1 addr add 10.8.1.1/24 dev eth0 valid_lft 3600 preferred_lft 3600",
                "ip -n \(name).host1 link add vx9 type vxlan id 9 remote 10.57.4.21 dstport 4799 ttl 9",
                "ip -n \(name).host1 rule add from 10.9.0.0/16 tos 8 ipproto tcp dport 80 unreachable priority 900",
                // Which is no packet at all.
                "ip -n \(name).host1 rule add not from all lookup main priority 901",
                "bridge -n \(name).host1 fdb add 02:00:00:00:00:09 dev vx9 dst 10.57.4.21 vni 10 port 4800 via eth0",
            ] {
                let outcome = try Program(command.split(separator: " ").map(String.init)).end()
                try #require(outcome.status == 0, "\(command): \(outcome.errors)")
            }
        }

        @Test("the text is a page in the words of ip, without what goes without saying")
        func text() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "4")
            try Traffic(lab: name).ping("pod-a", "192.168.11.10")
            let outcome = try warren("inspect", name, "host1")
            #expect(outcome.status == 0)
            let lines = outcome.lines.map { $0.split(separator: " ").joined(separator: " ") }
            #expect(lines[0] == "\(name) at stage 4, vxlan 1 of 5 nodes" && lines[1] == "host1")
            for expected in [
                "links lo loopback up mtu 65536 127.0.0.1/8", "eth0 veth up mtu 1500 02:04:5c:3f:3e:1d 10.57.4.20/24 peer underlay:host1",
                "id 100 dstport 4789 local 10.57.4.20 dev eth0", "routes default via 10.57.4.1 dev eth0",
                "10.57.4.0/24 dev eth0 proto kernel scope link src 10.57.4.20", "192.168.11.0/24 via 192.168.11.1 dev vxlan0 onlink",
                "192.168.11.1 dev vxlan0 lladdr 02:ee:41:cb:ab:98", "00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 permanent",
                "listening udp 0.0.0.0:4789 vxlan0, in the kernel",
            ] { #expect(lines.contains { $0.contains(expected) }, "no \"\(expected)\" in:\n\(outcome.output)") }
            #expect(!outcome.output.contains("01:00:5e"))
            #expect(outcome.output.allSatisfy { $0 != "\u{1B}" })
            #expect(!outcome.lines.contains { $0.hasSuffix(" ") })
            let all = try warren("inspect", name)
            #expect(all.lines.filter { !$0.hasPrefix(" ") }.dropFirst() == ["host1", "host2", "pod-a", "pod-b", "underlay"])
        }

        @Test("on a terminal a long command does not wrap")
        func width() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let sleeper = try Program(["ip", "netns", "exec", "\(name).red", "sh", "-c", "echo in; read line", String(repeating: "x", count: 500)])
            try sleeper.wait(for: "in")
            #expect(try warren("inspect", name, "red").lines.contains { $0.count > 500 })
            let shown = try warren("inspect", name, "red", environment: ["TERM": "dumb"], onTerminal: true)
            #expect(shown.output.split(whereSeparator: \.isNewline).allSatisfy { $0.count <= 100 } && shown.output.contains("xxx…"))
        }
    }
}
