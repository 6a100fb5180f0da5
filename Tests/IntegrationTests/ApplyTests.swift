import Foundation
import Testing

extension EndToEnd {
    @Suite("A running lab is compared with its file and brought to it", .serialized)
    struct ApplyTests {
        @Test("each stage is reached from each other, and then nothing is left to do")
        func everyWay() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "5")
            // Every stage after every other: the longest such walk without a repeated pair that starts at 5.
            for stage in ["1", "2", "3", "4", "5", "6", "1", "3", "5", "2", "4", "6", "3", "1", "4", "2", "6", "5"] {
                let applied = try warren("apply", Package.article, "--stage", stage, "--name", name)
                #expect(applied.status == 0 && applied.lines[0].hasPrefix("\(name) is now at stage \(stage), "), "\(applied)")
                let again = try warren("apply", Package.article, "--name", name)
                #expect(again.status == 0 && again.lines.count == 1 && again.output.hasSuffix("already: nothing to do\n"), "\(again)")
                let plan = try warren("plan", Package.article, "--name", name)
                #expect(plan.status == 0 && plan.lines.count == 1 && plan.output.hasSuffix(": nothing to do\n"), "\(plan)")
            }
        }

        @Test("a tunnel that the kernel carries the packets of is left for the next stage and made anew, and nothing remains of it")
        func busyTunnel() throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let name = try folder.up(Package.article, stage: "IP tunnel")
                for stage in ["vxlan", "IP tunnel", "Host routes"] {
                    let pings = try warren("exec", name, "pod-a", "--", "ping", "-c", "500", "-i", "0.001", "192.168.11.10")
                    #expect(pings.answered.isSuperset(of: 1...300), "\(pings)")
                    let applied = try warren("apply", Package.article, "--stage", stage, "--name", name)
                    #expect(applied.status == 0, "\(applied)")
                    #expect(try warren("plan", Package.article, "--name", name).output.hasSuffix(": nothing to do\n"))
                }
                #expect(try warren("down", name).status == 0)
            }
        }

        @Test("nothing is left to do for any lab that is up, stage by stage", arguments: ScriptTests.labs)
        func everyLab(_ lab: String) throws {
            let folder = try LabFolder(), file = "\(Package.path)/labs/\(lab)", name = folder.name()
            let first = try warren("up", file, "--name", name, "--stage", "1")
            // A kernel without the driver of its base cannot have it at any stage; in a virtual machine the lab is tested anyhow.
            if first.status == 3, first.errors.contains("Unknown device type") {
                let list = try warren("list")
                #expect(first.errors.hasPrefix(file + ":") && !list.output.contains(name), "\(list)")
                print("skipped: \(lab): \(first.errors)")
                return
            }
            try #require(first.status == 0, "\(first)")
            for stage in 1... {
                let plan = try warren("plan", file, "--name", name)
                #expect(plan.status == 0 && plan.lines.count == 1 && plan.output.hasSuffix(": nothing to do\n"), "stage \(stage): \(plan)")
                let next = try warren("apply", file, "--stage", "\(stage + 1)", "--name", name)
                if next.status == 64 { break }
                let words = ["Unknown device type", "qdisc kind is unknown"]
                let lacksDriver = next.status == 3 && words.contains { next.errors.contains($0) } && next.errors.contains("is as it was")
                #expect(next.status == 0 || lacksDriver, "\(next)")
            }
        }

        @Test("what an apply leads to is what up builds, table by table")
        func sameAsUp() throws {
            let folder = try LabFolder()
            let applied = try folder.up(Package.article, stage: "2", as: "applied")
            for stage in ["4", "6", "2"] {
                try #require(try warren("apply", Package.article, "--stage", stage, "--name", applied).status == 0)
                let fresh = try folder.up(Package.article, stage: stage, as: "fresh")
                for node in ["host1", "host2", "pod-a", "pod-b", "underlay"] {
                    #expect(try tables(applied, node) == tables(fresh, node), "\(node) at stage \(stage)")
                }
                try #require(try warren("down", fresh).status == 0)
            }
        }

        /// What does not change by itself: link names, addresses, routes, permanent neighbours and entries. That a link is up is told
        /// some time after it carries.
        private func tables(_ lab: String, _ node: String) throws -> [String] {
            let netns = "\(lab).\(node)"
            return try run("ip", "-n", netns, "-br", "addr").lines.map { $0.replacing(/@if\d+/, with: "").replacing(/\s+(UP|DOWN|UNKNOWN)\s+/, with: " ") }.sorted()
                + run("ip", "-n", netns, "route").lines.sorted()
                + run("ip", "-n", netns, "neigh", "show", "nud", "permanent").lines.sorted()
                + run("ip", "netns", "exec", netns, "bridge", "fdb", "show").lines.filter { $0.contains(" dst ") && $0.contains("permanent") }.sorted()
        }

        @Test("a connection between untouched nodes outlives an apply")
        func untouched() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "2")
            // A single ping that goes on from before to after: host1 and its pod are in every stage.
            let ping = try Program(["ip", "netns", "exec", "\(name).host1", "ping", "-i", "0.002", "-c", "500", "192.168.10.10"])
            try ping.wait(for: "icmp_seq=1 ")
            for stage in ["3", "4", "1"] { try #require(try warren("apply", Package.article, "--stage", stage, "--name", name).status == 0) }
            let outcome = try ping.end()
            #expect(outcome.answered.isSuperset(of: 1...400), "\(outcome.output.suffix(300))")
        }

        @Test("what a refused apply had changed already, and nobody had asked for before, goes back too")
        func undoneParameters() throws {
            let folder = try LabFolder()
            let file = try folder.write(
                SmallLab.pair(
                    """
                    Stage("plain") { red { Bridge("b") } }
                        Stage("other") {
                            red { Bridge("b", ageing: 0); Link("eth0", mtu: 1400) }
                            blue { Link("eth0", mtu: 1400); Bridge("later") }
                            Run(on: blue, "/no/such/program")
                        }
                    """))
            let name = try folder.up(file, stage: "1")
            // Not the state, and not NO-CARRIER, which follows it: the kernel's link watcher runs up to a second later.
            func links() throws -> [String] {
                try ["red", "blue"].flatMap { node in
                    try run("ip", "-n", "\(name).\(node)", "-d", "-o", "link", "show").lines.map { line in
                        line.replacing(/_timer +[0-9.]+/, with: "").replacing(#/^[0-9]+: /#, with: "").replacing(/state (UNKNOWN|UP|DOWN)/, with: "").replacing("NO-CARRIER,", with: "")
                            .replacing(/@if[0-9]+/, with: "").replacing(/link-netns(id)? [^ ]+/, with: "")
                    }.sorted()
                }
            }
            let before = try links()
            let refused = try warren("apply", file, "--stage", "2", "--name", name)
            #expect(refused.status == 3 && refused.errorLines.last == "warren: \(name) is as it was", "\(refused)")
            #expect(try links() == before)
        }

        @Test("what one stage asks for by a setting's name and the refused one by a word, is as it was")
        func undoneSettings() throws {
            let folder = try LabFolder()
            let text = try String(contentsOfFile: Package.path + "/labs/pod-to-host.swift", encoding: .utf8)
            let file = try folder.write(
                ArticleLab.change(text, "Ping(from: podA, to: host1)", "Run(on: host1, \"/no/such/program\")\n        Ping(from: podA, to: host1)", after: "In one word"))
            let name = try folder.up(file, stage: "4")
            func settings() throws -> [String] {
                try run(
                    "ip", "netns", "exec", "\(name).host1", "sysctl", "net.ipv4.conf.veth-pod-a.proxy_arp", "net.ipv4.neigh.veth-pod-a.proxy_delay"
                ).lines
            }
            let before = try settings()
            try #require(before == ["net.ipv4.conf.veth-pod-a.proxy_arp = 1", "net.ipv4.neigh.veth-pod-a.proxy_delay = 0"])
            let refused = try warren("apply", file, "--stage", "5", "--name", name)
            #expect(refused.status != 0 && refused.errorLines.last == "warren: \(name) is as it was", "\(refused)")
            #expect(try settings() == before)
        }

        @Test(
            "what somebody changed by hand is told as drift, and put back",
            arguments: [
                (["ip", "-n", "LAB.host1", "route", "del", "192.168.10.10"], "ip route add 192.168.10.10 dev veth-pod-a scope link"),
                (["ip", "-n", "LAB.host2", "route", "add", "1.2.3.0/24", "via", "10.57.4.1"], "ip route del 1.2.3.0/24 via 10.57.4.1 dev eth0 scope global"),
                (["ip", "-n", "LAB.host1", "link", "set", "eth0", "mtu", "1400"], "ip link set eth0 mtu 1500"),
                (["ip", "-n", "LAB.host1", "link", "set", "vxlan0", "mtu", "1300"], "ip link set vxlan0 mtu 1450"),
                (["ip", "-n", "LAB.host1", "link", "add", "by-hand", "type", "bridge"], "ip link del by-hand"),
                (["ip", "-n", "LAB.host1", "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", "LAB.host2"], "ip link del cable"),
                (["ip", "-n", "LAB.pod-a", "link", "set", "eth0", "down", "name", "renamed"], "ip link del renamed"),
                (["ip", "-n", "LAB.host1", "link", "set", "veth-pod-a", "netns", "LAB.host2"], "ip link del veth-pod-a"),
                (["ip", "netns", "exec", "LAB.host1", "nft", "add table ip nat"], "nft delete table ip nat"),
                (["ip", "-n", "LAB.pod-a", "link", "set", "eth0", "down"], "ip link set eth0 up"),
                (["ip", "-n", "LAB.underlay", "link", "set", "host1", "nomaster"], "ip link set host1 master underlay"),
                (["ip", "-n", "LAB.host2", "addr", "add", "10.9.9.9/24", "dev", "eth0"], "ip addr del 10.9.9.9/24 dev eth0"),
                (["ip", "-n", "LAB.host1", "addr", "del", "192.168.10.1/32", "dev", "vxlan0"], "ip addr add 192.168.10.1/32 dev vxlan0"),
                (["ip", "-n", "LAB.host1", "neigh", "del", "192.168.11.1", "dev", "vxlan0"], "ip neigh add 192.168.11.1 lladdr 02:ee:41:cb:ab:98 dev vxlan0 nud permanent"),
                (["ip", "-n", "LAB.host1", "link", "del", "vxlan0"], "ip link add vxlan0 address 02:50:78:70:d3:e2 type vxlan id 100 dstport 4789 local 10.57.4.20 dev eth0 nolearning"),
                (["ip", "netns", "exec", "LAB.host1", "sysctl", "-qw", "net.ipv4.ip_forward=0"], "sysctl -w net.ipv4.ip_forward=1"),
                (["ip", "netns", "exec", "LAB.host1", "sysctl", "-qw", "net.ipv4.conf.veth-pod-a.proxy_arp=0"], "sysctl -w net.ipv4.conf.veth-pod-a.proxy_arp=1"),
                (["ip", "netns", "exec", "LAB.host1", "bridge", "fdb", "append", "00:00:00:00:00:00", "dev", "vxlan0", "dst", "10.57.4.99"], "bridge fdb del 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.99 self"),
            ])
        func drift(_ command: [String], _ mended: String) throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "6")
            let done = try Program(command.map { $0.replacing("LAB", with: name) }).end()
            try #require(done.status == 0, "\(done.errors)")
            let plan = try warren("plan", Package.article, "--name", name)
            #expect(plan.status == 0 && plan.lines[0].contains(" of drift away from stage"), "\(plan.output)")
            #expect(plan.lines.contains("  \(mended)"), "\(plan.output)")
            #expect(plan.lines.contains { $0.hasPrefix("  # drift: ") })
            try #require(try warren("apply", Package.article, "--name", name).status == 0)
            #expect(try warren("plan", Package.article, "--name", name).output.hasSuffix(": nothing to do\n"))
            let ping = try run("ip", "netns", "exec", "\(name).pod-a", "ping", "-c", "1", "-W", "2", "192.168.11.10")
            #expect(ping.output.contains(" 0% packet loss"), "\(ping.output)")
        }

        @Test("an apply that the kernel refuses names the line, and leaves the lab as it was")
        func refused() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "2")
            let before = try ["host1", "host2"].map { try tables(name, $0) }
            let wrong = try ArticleLab.with("via: host2, dev: \"mustang.tun0\"", "via: host1, dev: \"mustang.tun0\"")
            let file = try folder.write(wrong)
            let line = try ArticleLab.line(of: "via: host1, dev: \"mustang.tun0\"", in: wrong)
            let outcome = try warren("apply", file, "--stage", "3", "--name", name)
            #expect(outcome.status == 2)
            #expect(outcome.errorLines == [
                "\(file):\(line): error: the kernel refused `ip route add 192.168.11.0/24 via 10.57.4.20 dev mustang.tun0 onlink` in host1: Nexthop has invalid gateway",
                "warren: \(name) is as it was",
            ])
            #expect(try ["host1", "host2"].map { try tables(name, $0) } == before)
            #expect(try warren("plan", Package.article, "--name", name).output == "\(name) runs as the file says, at stage 2, Host routes: nothing to do\n")
        }

        @Test("a node that comes has its name, and one that goes has none")
        func nodes() throws {
            let folder = try LabFolder()
            let two = SmallLab.pair()
            let three = two.replacing("    red {", with: "    let green = Namespace(\"green\")\n    green\n    Veth(green[\"eth0\"], red[\"eth1\"])\n    red {")
            let name = try folder.up(folder.write(two))
            try #require(try warren("apply", folder.write(three, as: "three.swift"), "--name", name).status == 0)
            #expect(try run("ip", "-n", "\(name).green", "-br", "link", "show", "dev", "eth0").output.contains("UP"))
            #expect(try warren("exec", name, "green", "--", "true").status == 0)
            try #require(try warren("apply", folder.write(two), "--name", name).status == 0)
            #expect(!FileManager.default.fileExists(atPath: "/run/netns/\(name).green"))
            #expect(try run("ip", "-n", "\(name).red", "link", "show", "dev", "eth1").status != 0)
            #expect(try warren("exec", name, "green", "--", "true").status == 2)
        }

        @Test("a lab that does not run can be planned, and is not there to be applied to")
        func notRunning() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = folder.name("absent")
            let plan = try warren("plan", file, "--name", name)
            #expect(plan.status == 0 && plan.lines[0].hasPrefix("\(name) is not running; ") && plan.lines[0].hasSuffix(" build stage 1, pair"))
            let cable = /\s+ip link add eth0 address [0-9a-f:]{17} type veth peer name eth0 address [0-9a-f:]{17} netns blue/
            #expect(plan.lines.contains { $0.wholeMatch(of: cable) != nil }, "\(plan.output)")
            let apply = try warren("apply", file, "--name", name)
            #expect(apply.status == 2 && apply.errors == "warren: no lab \(name) is running; warren up \(file) starts it\n")
        }
    }
}
