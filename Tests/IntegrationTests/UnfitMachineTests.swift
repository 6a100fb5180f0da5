import Foundation
import Testing

extension EndToEnd {
    @Suite("A machine that cannot run labs says so, with the remedy", .serialized)
    struct UnfitMachineTests {
        /// Runs warren by way of another program, with a cache that anybody may make.
        private func run(_ words: [String], _ arguments: [String], in folder: LabFolder) throws -> Program.Outcome {
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
            return try WarrenProgram.start(
                arguments, environment: ["WARREN_CACHE": folder.path + "/cache", "TMPDIR": "/tmp", "HOME": folder.path], behind: words
            ).end()
        }

        private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]

        /// A root without any rights, who may not make user namespaces either.
        private static let confined = [
            "unshare", "--user", "--map-root-user", "sh", "-ec",
            "echo 0 > /proc/sys/user/max_user_namespaces; exec setpriv --bounding-set=-all --inh-caps=-all -- \"$@\"", "sh",
        ]

        @Test("without privileges, and without user namespaces, nothing is tried: status 3 and what to do", .enabled(if: UserNamespaces.areAllowed, "\(UserNamespaces.reason)"), arguments: ["test", "up", "doctor"])
        func unprivileged(_ verb: String) throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                let outcome = try run(Self.confined, verb == "doctor" ? [verb] : [verb, path], in: folder)
                #expect(outcome.status == 3)
                let told = verb == "doctor" ? outcome.output : outcome.errors
                #expect(told.contains("run as root, or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN"), "\(outcome)")
                #expect(told.contains("user namespaces, whose limit is reached: sysctl user.max_user_namespaces"), "\(outcome)")
            }
        }

        /// As container engines confine who was given no more rights: their seccomp profiles refuse new namespaces. The
        /// filter of classic BPF loads the system call's number, and returns EPERM for unshare and setns, and 0x7fff0000,
        /// which allows it, for the rest.
        private static let filtered = [
            "python3", "-c",
            """
            import ctypes, os, platform, struct, sys
            calls = {"x86_64": (272, 308), "aarch64": (97, 268)}[platform.machine()]
            code = [(0x20, 0, 0, 0), (0x15, 2, 0, calls[0]), (0x15, 1, 0, calls[1]), (0x06, 0, 0, 0x7fff0000), (0x06, 0, 0, 0x00050001)]
            program = b"".join(struct.pack("HBBI", *line) for line in code)
            lines = ctypes.create_string_buffer(program)
            filter = struct.pack("HxxxxxxQ", len(code), ctypes.addressof(lines))
            prctl = ctypes.CDLL(None, use_errno=True).prctl
            assert prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, ctypes.c_char_p(filter), 0, 0) == 0, os.strerror(ctypes.get_errno())
            os.execvp(sys.argv[1], sys.argv[1:])
            """,
        ]

        @Test("where a seccomp profile refuses namespaces, that is said: status 3 and what to do", arguments: ["test", "up", "doctor"], [[], nobody])
        func seccomp(_ verb: String, _ user: [String]) throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                let outcome = try run(user + Self.filtered, verb == "doctor" ? [verb] : [verb, path], in: folder)
                #expect(outcome.status == 3)
                let told = verb == "doctor" ? outcome.output : outcome.errors
                #expect(told.contains("making network namespaces is not permitted"), "\(outcome)")
                #expect(told.contains("seccomp profile"), "\(outcome)")
            }
        }

        @Test("without libpcap nothing is probed, and without libnftables no firewall built: status 3 and what to install; the rest works")
        func libraries() throws {
            let folder = try LabFolder()
            // In the place where the loader looks first.
            for library in ["libpcap.so.0.8", "libnftables.so.1"] { _ = try folder.write("", as: library) }
            let environment = ["LD_LIBRARY_PATH": folder.path]
            let firewall = try folder.write(SmallLab.pair("red { Firewall(.input, policy: .drop) }"), as: "firewall.swift")
            let plain = try folder.write(SmallLab.pair(), as: "plain.swift")
            try leavesTheMachineAsItWas {
                let tested = try warren("test", plain, environment: environment)
                #expect(tested.status == 3)
                #expect(tested.errors.contains("libpcap.so.0.8: file too short (apt-get install libpcap0.8)"), "\(tested)")
                let refused = try warren("up", firewall, "--name", folder.name(), environment: environment)
                #expect(refused.status == 3)
                #expect(refused.errors.contains("firewall.swift:") && refused.errors.contains("libnftables.so.1: file too short (apt-get install libnftables1)"), "\(refused)")
                let name = folder.name()
                #expect(try warren("up", plain, "--name", name, environment: environment).status == 0)
                #expect(try warren("plan", plain, "--name", name, environment: environment).output.contains("nothing to do"))
                #expect(try warren("down", name, environment: environment).status == 0)
                let doctor = try warren("doctor", environment: environment)
                #expect(doctor.status == 3)
                for library in ["libpcap", "libnftables"] { #expect(doctor.lines.contains { $0.trimmingCharacters(in: .whitespaces) == "install \(library)" }, "\(doctor.output)") }
            }
        }

        @Test("without privileges a lab can be explained, and what is wrong with it told")
        func explainUnprivileged() throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            let outcome = try run(Self.nobody, ["explain", path], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("ip addr add 10.9.0.1/24 dev eth0"))
            let wrong = try folder.write(SmallLab.pair("red { Bridge(\"sixteen-bytes-xx\") }"), as: "wrong.swift")
            let refusal = try run(Self.nobody, ["explain", wrong], in: folder)
            #expect(refusal.status == 2)
        }

        @Test("root without the right to make or to change networks is an ordinary user", .enabled(if: UserNamespaces.areAllowed, "\(UserNamespaces.reason)"), arguments: ["-sys_admin", "-net_admin"])
        func capabilities(_ missing: String) throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                for words in [["test", path], ["doctor"]] {
                    let outcome = try run(["setpriv", "--bounding-set", missing, "--"], words, in: folder)
                    #expect(outcome.status == 0, "\(words): \(outcome.output)\(outcome.errors)")
                    if words == ["doctor"] { #expect(outcome.output.contains("without root's rights")) }
                }
            }
        }

        /// As a container has it that was given capabilities one by one.
        @Test("where no setting can be written, nothing is built: status 3 and what to do")
        func settingsReadOnly() throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            let container = "mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys && exec \"$@\""
            for verb in ["test", "up", "doctor"] {
                let outcome = try run(["unshare", "-m", "sh", "-c", container, "sh"], verb == "doctor" ? [verb] : [verb, path], in: folder)
                #expect(outcome.status == 3, "\(verb): \(outcome.output)\(outcome.errors)")
                #expect((outcome.output + outcome.errors).contains("--security-opt systempaths=unconfined"))
            }
        }

        @Test("root without raw sockets cannot prove anything, and says what is missing")
        func noRawSockets() throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair())
            let outcome = try run(["setpriv", "--bounding-set", "-net_raw", "--"], ["test", path], in: folder)
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("CAP_NET_RAW"), "\(outcome.errors)")
        }

        @Test("without a compiler a lab file cannot be read: status 3")
        func noCompiler() throws {
            let folder = try LabFolder()
            let path = try folder.write(SmallLab.pair("// never compiled before \(UUID())\n    Namespace(\"green\")"))
            let outcome = try warren("test", path, environment: ["WARREN_SWIFTC": "/nonexistent/swiftc"])
            #expect(outcome.status == 3)
            #expect(outcome.errorLines.first == "\(path): error: no Swift compiler to compile this lab with")
        }

        @Test("here, doctor finds all that is needed")
        func doctor() throws {
            let outcome = try warren("doctor")
            #expect(outcome.status == 0)
            // Kinds of links and queues that a kernel may lack: their stages are skipped.
            let drivers = ["gre", "gretap", "ip6gre", "geneve", "vlan", "dummy", "macvlan", "ipvlan", "vrf", "wireguard", "bond"].map { $0 + " driver" }
            let others = ["bridge VLANs", "next-hop objects", "netem", "htb", "prio", "fq_codel", "sfq"]
            let optional = drivers + others
            for name in ["bond driver"] + others { #expect(outcome.lines.contains { $0.dropFirst(4).hasPrefix(name + " ") }, "\(name)") }
            let missing = outcome.lines.filter { $0.contains("✗") }
            #expect(missing.allSatisfy { line in optional.contains { line.hasPrefix("  ✗ \($0) ") } }, "\(outcome.output)")
            #expect(outcome.lines.contains { $0.contains("ipip driver") })
            #expect(outcome.lines.contains { $0.hasPrefix("  ✓ nftables ") }, "\(outcome.output)")
        }

        @Test("what doctor says is missing is the reason of which a stage is skipped; a stage that needs what is there is built", arguments: [
            ("bond driver", "Bond(\"bond0\", ports: [\"eth1\"])"), ("fq_codel", "Queue(\"eth0\", .fqCodel())"), ("sfq", "Queue(\"eth0\", .sfq())"),
            ("prio", "Queue(\"eth0\", .prio()) { QueueFilter(.udp, class: 1) }"), ("next-hop objects", "Nexthop(1, via: blue)"),
            ("htb", "Queue(\"eth0\", .htb()) { QueueClass(1, rate: .megabits(1)); QueueFilter(.udp, class: 1) }"),
        ])
        func drivers(_ ability: String, _ words: String) throws {
            let folder = try LabFolder()
            let elements = "Veth(red[\"eth1\"], blue[\"eth1\"])\n    Ping(from: red, to: blue)\n    Stage(\"plain\") {}\n    Stage(\"rare\") { red { \(words) } }"
            let path = try folder.write(SmallLab.pair(elements))
            let doctor = try warren("doctor")
            let isThere = doctor.lines.contains { $0.hasPrefix("  ✓ \(ability) ") }
            try #require(isThere != doctor.lines.contains { $0.hasPrefix("  ✗ \(ability) ") }, "\(doctor.output)")
            try leavesTheMachineAsItWas {
                let outcome = try warren("test", path)
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("this machine cannot do `") == !isThere, "\(outcome.output)")
                #expect(outcome.lines.last?.contains(isThere ? "2 held" : "1 held, 1 skipped") == true, "\(outcome.output)")
            }
        }

        /// Without a TUN device the relay cannot stand in for the driver; a kernel with the driver needs neither.
        @Test("a stage that this machine cannot build is skipped with its reason, and the others hold; one that it can is not")
        func skippedStage() throws {
            let words = ["unshare", "-m", "sh", "-ec", "mount -t tmpfs none /dev/net; exec \"$@\"", "sh"]
            let doctor = try WarrenProgram.start(["doctor"], behind: words).end()
            let hasDriver = doctor.lines.contains { $0.contains("✓ ipip driver") }
            try #require(hasDriver != doctor.lines.contains { $0.contains("✗ ipip driver") }, "\(doctor.output)")
            try leavesTheMachineAsItWas {
                let outcome = try WarrenProgram.start(["test", Package.article], behind: words).end()
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.lines.contains { $0.contains("– ") && $0.contains("pod-a reaches pod-b") } == !hasDriver)
                #expect(outcome.lines.contains { $0.hasPrefix("  6 vxlan with static entries") })
                #expect(outcome.lines.last?.contains(" skipped") == !hasDriver)
            }
        }
    }
}
