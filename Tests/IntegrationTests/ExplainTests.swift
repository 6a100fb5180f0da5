import Foundation
import Testing

extension EndToEnd {
    @Suite("What explain prints builds what up builds")
    struct ExplainTests {
        /// The commands of `explain --stage`, each with the node in which it is to be typed; `nil`: in none.
        private func commands(_ file: String, stage: String) throws -> [(node: String?, command: String)] {
            let outcome = try warren("explain", file, "--stage", stage)
            try #require(outcome.status == 0, "\(outcome.errors)")
            var node: String?
            var commands: [(String?, String)] = []
            for line in outcome.lines.dropFirst(2) {
                if !line.hasPrefix(" "), line.hasSuffix(":") {
                    node = String(line.dropLast())
                } else if line.hasPrefix("  "), !line.hasPrefix("  #") {
                    commands.append((node == "namespaces" ? nil : node, String(line.dropFirst(2))))
                }
            }
            return commands
        }

        /// Types the commands, in order, in a /run of its own, and returns what ip and bridge show afterwards.
        private func typed(_ commands: [(node: String?, command: String)], nodes: [String]) throws -> [String] {
            var script = "mount -t tmpfs none /run\nmkdir /run/netns\n"
            for (node, command) in commands {
                // Within quotes, because a command may say more than one thing to the shell.
                script += (node.map { "ip netns exec \($0) " } ?? "") + command + (command.hasPrefix("sysctl") ? " > /dev/null" : "") + "\n"
            }
            for node in nodes { for show in Self.shows { script += "ip netns exec \(node) \(show); echo ---\n" } }
            let outcome = try Program(["unshare", "-m", "sh", "-ec", script]).end()
            #expect(outcome.errors == "")
            try #require(outcome.status == 0, "\(outcome.errors)\n\(script)")
            return outcome.output.components(separatedBy: "---\n").dropLast().map(Self.essence)
        }

        static let shows = ["ip -j -d link", "ip -j addr", "ip -j route", "ip -6 -j route", "ip -j neigh show nud permanent", "bridge -j fdb", "ip -j rule", "sysctl net.ipv4.conf net.ipv6.conf net.ipv4.ip_forward net.ipv4.neigh"]

        /// The objects without what differs from one making to another, numbers of links and namespaces, and without what comes by
        /// itself and in its own time: carriers, groups that IPv6 joins, entries that a bridge has learned.
        private static func essence(_ text: String) -> String {
            guard let json = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return text }
            func words(_ value: Any) -> String {
                let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .prettyPrinted, .fragmentsAllowed])
                return data.map { String(decoding: $0, as: UTF8.self) } ?? "?"
            }
            func isOfItself(_ value: Any) -> Bool {
                if let object = value as? [String: Any], let address = object["mac"] as? String {
                    return address.hasPrefix("33:33:ff") || !["permanent", "static"].contains(object["state"] as? String)
                }
                return value as? String == "NO-CARRIER"
            }
            func clean(_ value: Any) -> Any {
                if let list = value as? [Any] {
                    return list.filter { !isOfItself($0) }.map(clean).filter { ($0 as? [String: Any])?.isEmpty != true }.sorted { words($0) < words($1) }
                }
                guard var object = value as? [String: Any] else { return value }
                for key in ["ifindex", "link_index", "link_netnsid", "link_netns", "linkmode", "parentbus", "dynamic", "bridge_id", "root_id", "timer", "gc_timer", "hello_timer", "tcn_timer", "topology_change_timer", "new_netnsid", "root_timer", "hold_timer", "forward_delay_timer", "message_age_timer", "max_port_hold_timer", "used", "updated", "operstate", "tentative", "valid_life_time", "preferred_life_time"] { object[key] = nil }
                return object.mapValues(clean)
            }
            return words(clean(json))
        }

        /// ipip needs its driver, which is not everywhere.
        @Test("every command works, in the order of the page, and makes the same links, addresses, routes and entries", arguments: [1, 2, 4, 5, 6])
        func article(_ stage: Int) throws {
            try compare(Package.article, stage: "\(stage)", nodes: KernelStateTests.nodes)
        }

        @Test("so it is with bridges, other kinds of pod, IPv6, settings and changes to links")
        func variety() throws {
            let folder = try LabFolder()
            let file = try folder.write(
                """
                import Warren
                let host = Host("host", "10.7.0.1/24", "fd00:7::1/64")
                let other = Host("other", "10.7.0.2/24", "fd00:7::2/64")
                let a = Pod("a", "10.8.0.2/24", on: host, style: .bridged("br0", gateway: "10.8.0.1"))
                let b = Pod("b", "10.8.0.3/24", on: host, style: .bridged("br0", gateway: "10.8.0.1"))
                let c = Pod("c", "10.9.0.2/24", on: other, style: .pointToPoint(gateway: "10.9.0.1"))
                let red = Namespace("red")
                let blue = Namespace("blue")
                Lab("variety") {
                    Segment("net", gateway: "10.7.0.254", mtu: 1400) { host; other }
                    a; b; c; red; blue
                    host {
                        Bridge("br0", ageing: 20, hairpin: true)
                        Address("10.8.0.1/24", dev: "br0")
                        Sysctl("net.ipv4.conf.all.rp_filter", 2)
                        Sysctl("net.ipv4.conf.eth0.rp_filter", 1)
                        Route("10.66.0.0/16", .blackhole)
                        Route("10.67.0.0/16", via: other, metric: 77)
                        Route("fd00:9::/64", via: other)
                        Neighbour("10.7.0.9", mac: "02:00:00:00:00:09", dev: "eth0")
                    }
                    Veth(red["eth0"], blue["eth0"], mtu: 9000)
                    red { Address("10.10.0.1/30", dev: "eth0"); Sysctl("net.ipv4.ping_group_range", "0 1000") }
                    blue { Address("10.10.0.2/30", dev: "eth0"); Link("eth0", mac: "02:11:22:33:44:55") }
                    other { Vxlan("v.100", id: 100, local: other, dev: "eth0", ageing: 60, ttl: 9, .nolearning) }
                }

                """)
            try compare(file, stage: "1", nodes: ["net", "host", "other", "a", "b", "c", "red", "blue"])
        }

        private func compare(_ file: String, stage: String, nodes: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
            let folder = try LabFolder()
            let commands = try commands(file, stage: stage)
            #expect(commands.count > nodes.count * 3)
            let typed = try typed(commands, nodes: nodes)
            let name = try folder.up(file, stage: stage)
            var position = 0
            for node in nodes {
                for show in Self.shows {
                    let outcome = try Program(["ip", "netns", "exec", "\(name).\(node)"] + show.split(separator: " ").map(String.init)).end()
                    let built = Self.essence(outcome.output)
                    let (a, b) = (typed[position].components(separatedBy: "\n"), built.components(separatedBy: "\n"))
                    #expect(Set(a).symmetricDifference(b) == [], "\(node): \(show)", sourceLocation: sourceLocation)
                    #expect(a.count == b.count && a.sorted() == b.sorted(), "\(node): \(show)", sourceLocation: sourceLocation)
                    position += 1
                }
            }
        }

        @Test("each stage is explained from the one before, as test goes")
        func stages() throws {
            let outcome = try warren("explain", Package.article)
            #expect(outcome.status == 0)
            let titles = outcome.lines.filter { $0.hasPrefix("Stage ") }
            #expect(titles == ArticleLabTests.stages.enumerated().map { "Stage \($0 + 1): \($1)" })
            let tunnel = try #require(outcome.output.components(separatedBy: "\nStage 3: ").last).components(separatedBy: "\nStage 4: ")[0]
            for command in [
                "  ip route del 192.168.11.0/24 via 10.57.4.21 dev eth0 onlink", "  ip addr add 192.168.10.1/32 dev mustang.tun0",
                "  ip link add mustang.tun0 mtu 1480 type ipip local 10.57.4.20 ttl 64",
            ] { #expect(tunnel.contains(command + "\n")) }
        }
    }
}
