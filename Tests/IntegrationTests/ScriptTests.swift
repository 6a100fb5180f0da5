import Foundation
import Synchronization
import Testing

extension EndToEnd {
    @Suite("A lab as a script builds what `up` builds", .serialized)
    struct ScriptTests {
        /// Every lab of the package.
        static let labs: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: Package.path + "/labs")) ?? [])
            .filter { $0.hasSuffix(".swift") }.sorted()

        /// Whether the kernel itself has ipip, asked of it in a namespace of its own.
        static let hasIPIP = (try? run("unshare", "-n", "ip", "link", "add", "probe", "type", "ipip", "local", "10.0.0.1"))?.status == 0

        /// What a kernel without a driver says.
        static let lacksDriver = ["Unknown device type", "not supported", "qdisc kind is unknown"]

        @Test("at each stage of each lab")
        func sameAsUp() { forEveryLab { try Self.compare("\(Package.path)/labs/\($0)") } }

        /// What the package's own labs leave out.
        static let rich = #"""
            import Warren
            let a = Host("a", "10.0.0.1/24", "fd00::1/64"), b = Host("b", "10.0.0.2/24", "fd00::2/64")
            let red = Pod("red", "10.1.1.2/24", "fd01::2/64", on: a, style: .bridged("cni0", gateway: "10.1.1.1"))
            let green = Pod("green", "10.2.1.2/24", on: b, style: .pointToPoint(gateway: "10.2.1.1"))
            let ns = Namespace("ns")
            Lab("rich") {
                Segment("net", gateway: "10.0.0.254", mtu: 9000) { a; b; ns.attached(as: "x.y", "10.0.0.3/24") }
                red; green
                Veth(ns["a;b"], a["to-ns"], mtu: 1400)
                a {
                    Bridge("cni0", mtu: 1400, ageing: 30, hairpin: true)
                    Address("10.1.1.1/24", dev: "cni0")
                    Link("to-ns", mac: "02:00:00:00:00:77", .down)
                    Sysctl("net.ipv4.conf.eth0.rp_filter", 2)
                    Sysctl("net.ipv4.ip_local_port_range", "20000 30000")
                    Route("10.9.0.0/16", via: b, metric: 7)
                    Route("10.10.0.0/16", .blackhole)
                    Route("10.11.0.0/16", .unreachable)
                    Route("10.12.0.0/16", .prohibit)
                    Route("fd02::/64", via: "fd00::2")
                    Neighbour("10.0.0.77", mac: "02:00:00:00:00:78", dev: "eth0")
                    Neighbour("fd00::77", mac: "02:00:00:00:00:79", dev: "eth0")
                    Vxlan("v4", id: 7, local: a, dev: "eth0", ageing: 20, ttl: 9, .learning)
                    Forwarding(.allZero, dst: b, dev: "v4")
                    Forwarding("02:00:00:00:00:80", dst: b, dev: "v4")
                }
                a {
                    Route("10.13.0.0/16", via: [Hop("10.0.0.2", weight: 3), Hop("10.0.0.3")])
                    Route("10.14.0.0/16", via: b, table: 100)
                    Rule(from: red, to: "10.14.0.0/16", table: 100, priority: 1000, mark: 5)
                    Rule(to: "fd02::/64", table: 100, priority: 1001, iif: "eth0")
                    Route("fd04::/64", via: "fd00::2", table: 100)
                    Macvlan("type", on: "eth0", mode: .private)
                    Limit("eth0", rate: .megabits(10), burst: 20000, latency: .milliseconds(50))
                    Firewall(.forward, policy: .drop) {
                        Accept(.established, .related)
                        Accept(.tcp(to: 80, 8000...8080), from: red, to: b, iif: "veth-red", counted: true)
                        Reject(.udp(from: 53), oif: "eth0").with(.hostUnreachable)
                        Count(.icmp(.echoRequest), .icmp(.echoReply))
                        Reject(.tcp).with(.tcpReset)
                    }
                    Firewall(.output) { Drop(to: b) }
                }
                b { Sysctl("net.bridge.bridge-nf-call-iptables", 1) }
                Run(on: ns, "iperf3", "-s", ready: .listening(tcp: 5201))
                Run(on: ns, "sh", "-c", "exec sleep 4720 # it's; $(touch /) `x`\\n\u{1b}[2J")
                Serve(on: ns, .udp, port: 7, reply: "it's\n`x` $(id)")
                HTTPServer(on: ns, port: 80)
                ns { Link("a;b", .down); Address("10.7.0.1/24", dev: "x.y") }
                Stage("one") { b { Route("10.9.0.0/24", via: a, src: "10.0.0.2") } }
                Stage("two") { Namespace("more") }
            }

            """#

        @Test("with every word of the vocabulary, by IPv6 too")
        func everyWord() throws {
            let folder = try LabFolder()
            try Self.compare(folder.write(Self.rich))
        }

        private static func compare(_ file: String) throws {
            let lab = URL(fileURLWithPath: file).lastPathComponent
            let folder = try LabFolder()
            for stage in 1...(try Self.stages(of: file)) {
                let script = try warren("explain", file, "--stage", "\(stage)", "--script")
                if script.status != 0 { throw LabProblem("explain of stage \(stage): \(script)") }
                var path = try folder.write(script.output, as: "stage\(stage).sh")
                var standIns: Set<String> = []
                if script.output.contains("\nmaking ipip"), !Self.hasIPIP {
                    try Self.expectStop(path)
                    // What lies upon the tunnel is compared all the same, upon devices like those that the relay has.
                    let (text, names) = Self.withTunDevices(script.output)
                    (path, standIns) = (try folder.write(text, as: "stage\(stage)-tun.sh"), names)
                    print("partly: \(lab) at stage \(stage): this kernel lacks the ipip driver; TUN devices stand for the tunnels of its script")
                }
                if let driver = try Self.drivers(of: script.output).first(where: { try !Self.has($0) }) {
                    try Self.expectStop(path, driver: driver)
                    let up = try warren("up", file, "--stage", "\(stage)")
                    if up.status != 3 { throw LabProblem("up at stage \(stage): \(up)") }
                    print("skipped: \(lab) at stage \(stage): this kernel lacks the \(driver) driver")
                    continue
                }
                let nodes = Self.nodes(of: script.output)
                let name = try folder.up(file, stage: "\(stage)", as: String(lab.prefix { $0 != "." }))
                let built = try Self.dump(NetworkDump.command + "\ndump \(name) " + nodes.joined(separator: " "), standIns)
                let down = try warren("down", name)
                if down.status != 0 { throw LabProblem("down at stage \(stage): \(down)") }
                let prefix = try Self.prefix(of: script.output)
                // The second time it removes what it made the first time. And in the end nothing remains.
                let again = stage == 1 ? " && bash \(path)" : ""
                let scripted = try Self.dump(
                    NetworkDump.command + """

                        { bash \(path)\(again); } >/dev/null || exit
                        dump \(prefix) \(nodes.joined(separator: " ")) && bash \(path) down || exit
                        [[ -z $(ls /run/netns) && -z $(ls /etc/netns 2>/dev/null) ]]
                        """, standIns, inPrivate: true)
                let differences = scripted.differences(from: built)
                if !differences.isEmpty { throw LabProblem("stage \(stage):\n\(differences.joined(separator: "\n"))") }
            }
        }

        /// The script with TUN devices in the place of ipip tunnels, and the devices' names.
        private static func withTunDevices(_ script: String) -> (String, Set<String>) {
            var names: Set<String> = []
            let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
                let words = line.split(separator: " ").map(String.init)
                // making ipip ip -n NAMESPACE link add dev NAME …
                guard line.hasPrefix("making ipip ip -n "), words.count > 8 else { return String(line) }
                let (namespace, name) = (words[4], words[8])
                names.insert(name)
                let mtu = words.firstIndex(of: "mtu").map { " mtu \(words[$0 + 1])" } ?? ""
                // As the relay has them: without addresses of their own making.
                return "ip -n \(namespace) tuntap add dev \(name) mode tun; ip -n \(namespace) link set dev \(name)\(mtu) addrgenmode none"
            }
            return (lines.joined(separator: "\n"), names)
        }

        @Test("what it made, `down` removes, and a lab that runs is left alone")
        func down() throws {
            let folder = try LabFolder()
            let script = try folder.write(warren("explain", Package.article, "--stage", "1", "--script").output, as: "script.sh")
            let outcome = try Self.inPrivate("bash \(script) && ls /run/netns | wc -l && bash \(script) down && ls /run/netns | wc -l && bash \(script) sideways")
            #expect(outcome.status == 64)
            #expect(outcome.lines == ["pods-across-hosts stands at stage 1, Environment", "5", "0"])
            #expect(outcome.errorLines == ["pods-across-hosts: expected no argument, or: down"])

            // What somebody else has put there for a namespace of this name stays, and nothing is built beside it.
            let hosts = "mkdir /etc/netns/pods-across-hosts.pod-b; echo 10.0.0.1 mine >/etc/netns/pods-across-hosts.pod-b/hosts"
            let others = try Self.inPrivate("\(hosts); bash \(script); echo $?; ls /run/netns | wc -l; cat /etc/netns/*/hosts")
            #expect(others.lines == ["1", "0", "10.0.0.1 mine"])
            #expect(others.errorLines == ["pods-across-hosts: /etc/netns/pods-across-hosts.pod-b/hosts is somebody else's"])

            // A link to a namespace, as `warren up` leaves it; and one that leads nowhere, as of a lab that has crashed.
            let link = "ln -s /proc/self/ns/net /run/netns/pods-across-hosts.pod-b"
            let foreign = try Self.inPrivate("\(link); bash \(script); echo $?; ls /run/netns")
            #expect(foreign.lines == ["1", "pods-across-hosts.pod-b"])
            #expect(foreign.errors.contains("pods-across-hosts.pod-b belongs to a lab that warren runs: warren down pods-across-hosts ends it"))
            #expect(try Self.inPrivate("ln -s /proc/1/fd/none /run/netns/pods-across-hosts.pod-b; bash \(script)").status == 0)
        }

        @Test("a build that fails leaves nothing")
        func failure() throws {
            let folder = try LabFolder()
            let text = try warren("explain", Package.article, "--stage", "1", "--script").output
            let broken = try folder.write(text.replacingOccurrences(of: "route add default via 10.57.4.1", with: "route add default via 10.99.4.1"), as: "broken.sh")
            let outcome = try Self.inPrivate("bash \(broken) || ls /run/netns | wc -l")
            #expect(outcome.lines == ["0"])
            #expect(outcome.errors.contains("Nexthop has invalid gateway"))
        }

        @Test("nothing that a lab says is more than a word")
        func injection() throws {
            let folder = try LabFolder()
            let lab = try folder.write(
                #"""
                import Warren
                let evil = "$(touch \#(folder.path)/a)`touch \#(folder.path)/b`'; touch \#(folder.path)/c #\"\n touch \#(folder.path)/d\r\u{2028}\u{202e}"
                let a = Namespace("a"), b = Namespace("b")
                Lab("evil") {
                    a; b
                    Veth(a["$(id);`id`"], b["x;'\"&|<>"])
                    Stage("stage \(evil)", "story \(evil)") {
                        a { Sysctl("net.ipv4.ping_group_range", "0 7"); Address("10.0.0.1/24", dev: "$(id);`id`") }
                        b { Bridge("-up"); Link("up;reboot") }
                    }
                }
                """#.replacingOccurrences(of: "; Link(\"up;reboot\")", with: ""), as: "evil.swift")
            let script = try warren("explain", lab, "--script")
            try #require(script.status == 0, "\(script.errors)")
            let path = try folder.write(script.output, as: "evil.sh")
            #expect(try run("bash", "-n", path).status == 0)
            let outcome = try Self.inPrivate("bash \(path) && ip -n evil.a -br link && ip -n evil.b -br link && ip netns exec evil.a sysctl -n net.ipv4.ping_group_range")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("$(id);`id`@") && outcome.output.contains("x;'\"&|<>@") && outcome.output.contains("-up"))
            #expect(outcome.lines.last == "0\t7")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["evil.sh", "evil.swift"])
            #expect(script.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control && $0 != "\u{202e}" && $0 != "\u{2028}" })
        }

        @Test("bash and shellcheck have nothing to say of it")
        func clean() throws {
            let folder = try LabFolder()
            var scripts: [String] = []
            for file in Self.labs.map({ "\(Package.path)/labs/\($0)" }) + [try folder.write(Self.rich)] {
                for stage in 1...(try Self.stages(of: file)) {
                    let script = try warren("explain", file, "--stage", "\(stage)", "--script")
                    try #require(script.status == 0)
                    scripts.append(try folder.write(script.output, as: "\(scripts.count).sh"))
                    let parsed = try run("bash", "-n", scripts[scripts.count - 1])
                    #expect(parsed.status == 0 && parsed.errors == "", "\(parsed.errors)")
                }
            }
            let checked = try Program(["shellcheck"] + scripts).end()
            #expect(checked.status == 0 && checked.output == "", "\(checked.output)\(checked.errors)")
        }

        // MARK: What is run

        /// Without the driver the script says why it stops, before anything remains.
        private static func expectStop(_ script: String, driver: String = "ipip") throws {
            let outcome = try inPrivate("bash \(script); echo $?; ls /run/netns | wc -l")
            if outcome.lines != ["3", "0"] || !outcome.errors.contains("this kernel has no \(driver) driver") { throw LabProblem("\(outcome)") }
        }

        /// What the script makes for which the kernel may lack the driver, in its order; ipip aside, for which there is a relay.
        private static func drivers(of script: String) -> [String] {
            let names = script.split(separator: "\n").filter { $0.hasPrefix("making ") }.map { String($0.split(separator: " ")[1]) }
            var seen: Set = ["ipip"]
            return names.filter { seen.insert($0).inserted }
        }

        /// Whether the kernel has it, asked of it in a namespace of its own.
        private static func has(_ driver: String) throws -> Bool {
            let words =
                switch driver {
                case "netem": ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "loss", "1%"]
                case "htb", "fq_codel", "sfq", "prio": ["tc", "qdisc", "add", "dev", "lo", "root", driver]
                case "bridge-VLAN": ["ip", "link", "add", "probe", "type", "bridge", "vlan_filtering", "1"]
                default: ["ip", "link", "add", "probe", "type", driver]
                }
            let outcome = try run("unshare", "-n", "sh", "-c", words.joined(separator: " "))
            return !lacksDriver.contains(where: outcome.errors.contains)
        }

        private static func stages(of file: String) throws -> Int {
            let built = try warren("build", file, "-o", "-")
            try #require(built.status == 0, "\(built.errors)")
            let lab = try #require(JSONSerialization.jsonObject(with: Data(built.output.utf8)) as? [String: Any])
            return max(1, try #require(lab["stages"] as? [Any]).count)
        }

        private static func names(in script: String) -> [String] {
            script.components(separatedBy: "nodes=(\n").dropFirst().first?.components(separatedBy: "\n)").first?
                .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        }

        private static func nodes(of script: String) -> [String] { names(in: script).map { String($0[$0.index(after: $0.firstIndex(of: ".")!)...]) } }

        private static func prefix(of script: String) throws -> String { String(try #require(names(in: script).first).prefix { $0 != "." }) }

        /// How many run in private, and whether /etc/netns was made for them.
        private static let privateRuns = Mutex((count: 0, madeFolder: false))

        /// Runs bash where /run/netns and /etc/netns are its own and empty.
        private static func inPrivate(_ command: String) throws -> Program.Outcome {
            try FileManager.default.createDirectory(atPath: "/run/netns", withIntermediateDirectories: true)
            // Whoever removed it would unmount what others have mounted there.
            privateRuns.withLock { runs in
                if mkdir("/etc/netns", 0o755) == 0 { runs.madeFolder = true }
                runs.count += 1
            }
            defer {
                privateRuns.withLock { runs in
                    runs.count -= 1
                    if runs.count == 0, runs.madeFolder, rmdir("/etc/netns") == 0 { runs.madeFolder = false }
                }
            }
            return try run("unshare", "-m", "bash", "-c", "mount -t tmpfs tmpfs /run/netns && mount -t tmpfs tmpfs /etc/netns || exit\n" + command)
        }

        private static func dump(_ command: String, _ standIns: Set<String>, inPrivate isPrivate: Bool = false) throws -> NetworkDump {
            let outcome = try isPrivate ? inPrivate(command) : run("bash", "-c", command)
            if outcome.status != 0 || outcome.errors != "" { throw LabProblem("\(outcome)") }
            return try NetworkDump(outcome.output, standIns: standIns)
        }
    }
}
