import Foundation
import Testing

extension EndToEnd {
    @Suite("What inspect says is what ip, bridge and ss say", .serialized)
    struct InspectTests {
        @Test("links, addresses, routes, neighbours, forwarding entries and sockets of every node", arguments: ["3", "4"])
        func equality(_ stage: String) throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: stage)
            try Traffic(lab: name).ping("pod-a", "192.168.11.10")
            let sockets = [
                try InsideNode.listen(name, "pod-b", SOCK_STREAM, port: 8080), try InsideNode.listen(name, "pod-b", SOCK_DGRAM, port: 5353),
            ]
            defer { for socket in sockets { close(socket) } }
            // What the article's lab does not have, so that it is compared as well.
            for command in [
                "-n \(name).host1 route add blackhole 172.16.0.0/12", "-n \(name).host1 route add 172.31.0.0/16 via 10.57.4.1 metric 7 mtu 1400 src 10.57.4.20",
                "-n \(name).host1 route add 172.32.0.0/16 nexthop via 10.57.4.1 nexthop via 10.57.4.21", "-n \(name).host1 addr add 10.1.1.1 peer 10.1.1.2/32 dev eth0",
                "-n \(name).host1 link add by-hand type bridge", "-n \(name).host1 neigh add 10.57.4.99 lladdr 02:00:00:00:00:99 dev eth0",
                "-n \(name).pod-a addr add 10.8.0.1/24 brd + scope link dev eth0", "-n \(name).pod-b link set eth0 down",
            ] {
                let outcome = try Program(["ip"] + command.split(separator: " ").map(String.init)).end()
                try #require(outcome.status == 0, "\(command): \(outcome.errors)")
            }
            for node in ["underlay", "host1", "host2", "pod-a", "pod-b"] {
                // Neighbours change their state by themselves: compared is between two readings that agree.
                var before: [String] = [], after: [String] = [], found: [String] = []
                for _ in 0..<20 {
                    before = try Oracle.lines(name, node)
                    found = try Oracle.lines(of: Inspection(name), node)
                    after = try Oracle.lines(name, node)
                    if before == after { break }
                }
                try #require(before == after, "the others never said the same twice")
                #expect(found == after, "\(node): only inspect: \(Set(found).subtracting(after).sorted()), only the others: \(Set(after).subtracting(found).sorted())")
                #expect(found.count >= 8)
            }
        }

        @Test("rules, other tables, next hops, limits, macvlans and firewalls")
        func policy() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(PolicyLab.text))
            try Traffic(lab: name).ping("blue", "10.9.0.1", count: 3)
            let foreign = "add table ip by-hand; add chain ip by-hand spare; add rule ip by-hand spare ip saddr 10.9.0.2 counter accept; "
                + "add chain ip by-hand post { type nat hook postrouting priority srcnat; }; add rule ip by-hand post oifname eth0 masquerade"
            let made = try run("ip", "netns", "exec", "\(name).red", "nft", foreign)
            try #require(made.status == 0, "\(made.errors)")
            let inspection = try Inspection(name)
            for node in ["red", "blue"] {
                let found = try PolicyOracle.lines(of: inspection, node), expected = try PolicyOracle.lines(name, node)
                #expect(found == expected, "\(node): only inspect: \(Set(found).subtracting(expected).sorted()), only the others: \(Set(expected).subtracting(found).sorted())")
            }
            let found = try PolicyOracle.lines(of: inspection, "red")
            for kind in ["rule", "route", "limit", "macvlan", "chain"] { #expect(found.contains { $0.hasPrefix(kind + " ") }, "no \(kind)") }
            #expect(found.contains("chain inet warren input filter input 0 drop: meta l4proto icmp counter packets 3 bytes 252 accept"))
        }

        @Test("a server of the lab's says what it answers, and by whom")
        func servers() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(PolicyLab.text))
            let inspection = try Inspection(name)
            let sockets = try inspection.list("sockets", of: "blue").map { socket in
                "\(word(socket["proto"])) \(word(socket["port"])) \(word(socket["server"])) \(word((socket["processes"] as? [[String: Any]])?.first?["process"]))"
            }
            let keeper = word(inspection.root["keeper"])
            #expect(sockets == ["tcp 9 reply \(keeper)", "tcp 80 http \(keeper)", "udp 7 echo \(keeper)"])
            #expect(try inspection.list("processes", of: "blue").map { word($0["command"]) } == ["sleep 1000"])
            let text = try warren("inspect", name).lines.map { $0.split(separator: " ").joined(separator: " ") }
            for expected in [
                "tcp [::]:80 http, by Warren itself", "rules 1000: from 10.9.0.0/24 to 10.9.0.2 fwmark 7 iif eth0 lookup 100", "2000: from fd00::/64 lookup 1000 ipv6",
                "table 100 10.99.0.0/16 via 10.9.0.2 dev eth0", "table 4294967295 10.98.0.0/16 via 10.9.0.2 dev eth0",
                "10.88.0.0/16 via 10.9.0.2 dev eth0 weight 2", "via 10.9.0.3 dev eth0 weight 1",
                "firewall inet warren input (filter at input, else drop)", "meta l4proto icmp counter packets 0 bytes 0 accept",
            ] { #expect(text.contains { $0.hasSuffix(expected) }, "no \(expected) in:\n\(text.joined(separator: "\n"))") }
            #expect(text.contains { $0.hasSuffix("peer blue:eth0 limit 10Mbit burst 5000 latency 50 ms") })
            #expect(text.contains { $0.hasPrefix("mv0 macvlan ") && $0.hasSuffix("dev eth0 mode vepa") })
            #expect(!text.contains { $0.contains("lookup local") })
        }

        @Test("the other ends of cables are found, also where indexes made by hand mislead")
        func peers() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "4")
            let outside = "\(name)-outside"
            // In both pods a cable of the same two indexes; and in each one end of a cable to elsewhere, whose
            // indexes name each other.
            defer { _ = try? run("ip", "netns", "del", outside) }
            for command in [
                "netns add \(outside)",
                "-n \(name).pod-a link add left index 105 type veth peer name right index 106", "-n \(name).pod-b link add left index 105 type veth peer name right index 106",
                "-n \(name).pod-a link add away index 115 type veth peer name a index 116 netns \(outside)",
                "-n \(name).pod-b link add away index 116 type veth peer name b index 115 netns \(outside)",
            ] {
                let outcome = try Program(["ip"] + command.split(separator: " ").map(String.init)).end()
                try #require(outcome.status == 0, "\(command): \(outcome.errors)")
            }
            let inspection = try Inspection(name)
            let peers = try inspection.nodes.flatMap { node in
                try inspection.list("links", of: word(node["name"])).filter { $0["kind"] as? String == "veth" }.map {
                    "\(word(node["name"])):\(word($0["name"])) \(word($0["peer"]))"
                }
            }
            #expect(
                peers.sorted() == [
                    "host1:eth0 underlay:host1", "host1:veth-pod-a pod-a:eth0", "host2:eth0 underlay:host2", "host2:veth-pod-b pod-b:eth0",
                    "pod-a:away -", "pod-a:eth0 host1:veth-pod-a", "pod-a:left pod-a:right", "pod-a:right pod-a:left",
                    "pod-b:away -", "pod-b:eth0 host2:veth-pod-b", "pod-b:left pod-b:right", "pod-b:right pod-b:left",
                    "underlay:host1 host1:eth0", "underlay:host2 host2:eth0",
                ])
            // A single node knows them as well.
            #expect(try word(Inspection(name, "pod-a").link("eth0", of: "pod-a")["peer"]) == "host1:veth-pod-a")
        }

        @Test("a tunnel says who drives it, and what it was asked to be")
        func drivers() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "3")
            let link = try Inspection(name).link("mustang.tun0", of: "host1")
            let isRelayed = link["kind"] as? String == "tun"
            #expect(link["driver"] as? String == (isRelayed ? "relay" : "kernel"))
            let ipip = try #require(link["ipip"] as? [String: Any])
            #expect(word(ipip["local"]) == "10.57.4.20" && word(ipip["ttl"]) == "64" && ipip["remote"] == nil)
            let vxlan = try folder.up(Package.article, stage: "5", as: "vxlan")
            let device = try Inspection(vxlan).link("vxlan0", of: "host2")
            #expect(device["driver"] as? String == "kernel")
            let parameters = try #require(device["vxlan"] as? [String: Any])
            #expect(["id", "port", "group", "device", "learning"].map { word(parameters[$0]) } == ["100", "4789", "239.1.1.1", "eth0", "1"])
        }

        @Test("the processes of a node are those whose network it is")
        func processes() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let sleeper = try Program(["ip", "netns", "exec", "\(name).red", "sh", "-c", "echo in; read line"])
            try sleeper.wait(for: "in")
            let expected = try run("ip", "netns", "pids", "\(name).red").lines
            let found = try Inspection(name).list("processes", of: "red")
            #expect(found.map { word($0["process"]) } == expected && expected == ["\(sleeper.process)"])
            #expect(found.map { word($0["command"]) } == ["sh -c echo in; read line"])
            #expect(try Inspection(name).list("processes", of: "blue").isEmpty)
        }

        @Test("a lab that ends while it is inspected is gone, and nothing is told of it")
        func inspectedMeanwhile() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write("import Warren\n\nLab(\"one\") { Namespace(\"red\") }\n"))
            // Stopped where it enters the node, whose namespace it has by then.
            let trace = folder.path + "/trace"
            let words = ["strace", "-f", "-o", trace, "-e", "trace=setns", "-e", "inject=setns:signal=SIGSTOP:when=1"]
            let inspect = try WarrenProgram.start(["inspect", name], behind: words)
            try waitUntil("it is stopped") { (try? String(contentsOfFile: trace, encoding: .utf8))?.contains("stopped by SIGSTOP") ?? false }
            #expect(try warren("down", name).status == 0)
            let stopped = try #require(try String(contentsOfFile: trace, encoding: .utf8).split(separator: " ").first.flatMap { pid_t($0) })
            kill(stopped, SIGCONT)
            let outcome = try inspect.end()
            #expect(outcome.status == 2 && outcome.output == "", "\(outcome)")
            #expect(outcome.errors == "warren: \(name) is gone\n")
        }

        @Test("a lab or a node that is not there is refused with what there is")
        func unknown() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let node = try warren("inspect", name, "green")
            #expect(node.status == 2 && node.output == "" && node.errors == "warren: \(name) has no node green; it has blue, red\n")
            let lab = try warren("inspect", "no-such-lab")
            #expect(lab.status == 2 && lab.errors.hasPrefix("warren: no lab no-such-lab is running; running: "))
        }
    }
}
