import Foundation
import Testing

extension EndToEnd {
    @Suite("What explain prints from stage to stage can be typed", .serialized)
    struct TypedCommandTests {
        /// The commands of each stage, with the node in whose shell they are typed; `nil`: in none.
        private func stages(_ file: String) throws -> [[(node: String?, command: String)]] {
            let outcome = try warren("explain", file)
            try #require(outcome.status == 0, "\(outcome.errors)")
            var node: String?
            var stages: [[(String?, String)]] = []
            for line in outcome.lines {
                if line.hasPrefix("Stage ") {
                    stages.append([])
                } else if !line.hasPrefix(" "), line.hasSuffix(":") {
                    node = line == "namespaces:" ? nil : String(line.dropLast())
                } else if line.hasPrefix("  "), !line.hasPrefix("  #"), line != "  nothing changes" {
                    stages[stages.count - 1].append((node, String(line.dropFirst(2))))
                }
            }
            return stages
        }

        /// Types all commands stage by stage, in a /run of its own, and tells after each what ip and the others show.
        private func typed(_ stages: [[(node: String?, command: String)]], nodes: [String]) throws -> [NetworkDump] {
            var script = "set -e\nmount -t tmpfs none /run\nmkdir /run/netns\n" + NetworkDump.command + "\n"
            for stage in stages {
                for (node, command) in stage {
                    let typed = "bash -c " + "'" + command.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
                    script += (node.map { "ip netns exec \($0) " } ?? "") + typed + (command.hasPrefix("sysctl") ? " >/dev/null" : "") + "\n"
                }
                // What warren names LAB.NODE; and after a second at the most the kernel has noticed which cables carry packets.
                for node in nodes { script += "ln -sfT \(node) /run/netns/typed.\(node)\n" }
                script += """
                    for ((try = 0; try < 600; try++)); do
                        waiting=$(for node in \(nodes.joined(separator: " ")); do ip -n $node -o link show | grep -E '<NO-CARRIER.*LOWER_UP|MULTICAST,UP>' | grep -v '<NO-CARRIER,BROADCAST,MULTICAST,UP>' || :; done)
                        [[ -n $waiting ]] || break
                        sleep 0.05
                    done
                    echo '=== stage'
                    dump typed \(nodes.joined(separator: " "))

                    """
            }
            let outcome = try Program(["unshare", "-m", "bash", "-c", script]).end()
            try #require(outcome.status == 0 && outcome.errors == "", "status \(outcome.status)\n\(outcome.errors)")
            return try outcome.output.components(separatedBy: "=== stage\n").dropFirst().map { try NetworkDump($0).without("hosts") }
        }

        private func compare(_ file: String, nodes: [String]) throws {
            let folder = try LabFolder()
            let stages = try stages(file)
            for (number, typed) in try zip(1..., typed(stages, nodes: nodes)) {
                let name = try folder.up(file, stage: "\(number)")
                let outcome = try run("bash", "-c", NetworkDump.command + "\ndump \(name) " + nodes.joined(separator: " "))
                try #require(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
                let differences = typed.differences(from: try NetworkDump(outcome.output).without("hosts"))
                #expect(differences.isEmpty, "stage \(number):\n\(differences.joined(separator: "\n"))")
                #expect(try warren("down", name).status == 0)
            }
        }

        @Test("links that fail and routes of several ways")
        func ways() throws {
            try compare(
                Package.path + "/labs/two-ways.swift",
                nodes: ["host1", "host2", "upper", "lower", "upper-left", "upper-right", "lower-left", "lower-right"])
        }

        /// Each word in one form, in another, and not at all. The links bear names that ip(8) has words for.
        private static let policies = #"""
            import Warren
            let red = Namespace("red"), blue = Namespace("blue")
            Lab("policies") {
                red; blue
                Veth(red["up"], blue["a"])
                red { Address("10.9.0.1/24", dev: "up"); Address("fd00:9::1/64", dev: "up") }
                blue { Address("10.9.0.2/24", dev: "a") }
                Stage("one") {
                    red {
                        Macvlan("type", on: "up", mode: .vepa)
                        Address("10.8.0.1/24", dev: "type")
                        Limit("up", rate: .megabits(10), burst: 5000, latency: .milliseconds(50))
                        Rule(from: "10.8.0.0/16", to: "10.9.0.2", table: 100, priority: 7, mark: 64, iif: "up")
                        Rule(to: "fd00:8::/64", table: 100, priority: 8)
                        Route("10.7.0.0/16", via: [Hop("10.9.0.2", weight: 2), Hop("10.9.0.3")])
                        Route("fd00:7::/64", via: [Hop("fd00:9::2"), Hop("fd00:9::3")])
                        Route("10.6.0.0/16", via: "10.9.0.2", table: 100)
                        Sysctl("net.ipv4.ip_forward", 1)
                        Sysctl("net.ipv4.conf.up.rp_filter", 2)
                        Sysctl("net.ipv4.ping_group_range", "0 7")
                        Sysctl("net.ipv4.ip_local_port_range", "20000 30000")
                        Firewall(.input, policy: .drop) { Accept(.tcp(to: 80, 8000...8080), iif: "up"); Reject(.udp, counted: true).with(.noRoute) }
                        Firewall(.output) { Drop(.icmp(.echoReply), .icmp(.timeExceeded), to: blue, oif: "type") }
                    }
                    blue { Bridge("br"); Link("a", mtu: 1400, mac: "02:00:00:00:00:01") }
                }
                Stage("two") {
                    red {
                        Macvlan("type", on: "up", mode: .bridge)
                        Address("10.8.0.2/24", dev: "type")
                        Limit("up", rate: .kilobits(512), burst: 4000, latency: .milliseconds(20))
                        Rule(table: 101, priority: 7, mark: 65)
                        Route("10.7.0.0/16", via: [Hop("10.9.0.2"), Hop("10.9.0.4", weight: 9)])
                        Route("10.6.0.0/16", via: "10.9.0.2", table: 101)
                        Sysctl("net.ipv4.conf.up.rp_filter", 1)
                        Firewall(.input) { Accept(.established, .related) }
                    }
                    blue { Bridge("br", ports: ["a"], hairpin: true) }
                }
                Stage("three") {}
            }

            """#

        @Test("macvlans, limits, rules, tables, ways, settings and firewalls, however their links are called")
        func policies() throws {
            let folder = try LabFolder()
            try compare(folder.write(Self.policies), nodes: ["red", "blue"])
        }

        @Test("a server's command answers as Warren does, and its other one ends it")
        func servers() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair(#"""
                Stage("with") {
                    Serve(on: blue, .tcp, port: 7)
                    Serve(on: blue, .udp, port: 7)
                    Serve(on: blue, .tcp, port: 17, reply: "it's, \"so\": `x` $HOME %s\\ !!é\n")
                    Serve(on: blue, .udp, port: 17, reply: "always\n")
                    HTTPServer(on: blue, port: 80)
                    Run(on: blue, "sleep", "4721")
                }
                Stage("without") {}
                """#))
            let stages = try stages(file)
            let begun = stages[0].filter { $0.command.hasSuffix(" &") }.map(\.command)
            let ended = stages[1].map(\.command)
            #expect(begun.count == 6 && ended.count == 6)
            // All in one shell of the node, as a reader has it.
            let script = """
                ip link set lo up
                listening() {
                    for ((try = 0; try < 200; try++)); do
                        [[ $(ss -Htuln | wc -l) != "$1" ]] || return 0
                        sleep 0.05
                    done
                    ss -Htuln
                }
                \(begun.joined(separator: "\n"))
                listening 5
                echo back | socat -t 2 - TCP:127.0.0.1:7
                echo datagram | socat -t 2 - UDP:127.0.0.1:7
                socat -u TCP:127.0.0.1:17 -
                echo x | socat -t 2 - UDP:127.0.0.1:17
                curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1/
                \(ended.map { "\($0) >/dev/null 2>&1" }.joined(separator: "\n"))
                listening 0
                wait
                ps -eo args | grep -c '^sleep 4721$'
                """
            let outside = try Program(["sleep", "4721"])
            let outcome = try Program(["unshare", "-n", "bash", "-c", script]).end()
            #expect(outcome.lines == ["back", "datagram", "it's, \"so\": `x` $HOME %s\\ !!é", "always", "200", "1"], "\(outcome.output)\(outcome.errors)")
            kill(outside.process, SIGKILL)
        }
    }
}
