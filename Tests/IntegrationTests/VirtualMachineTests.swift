import Foundation
import Testing

extension EndToEnd {
    @Suite("In a virtual machine labs do what they do here", .serialized)
    struct VirtualMachineTests {
        @Test("all labs hold in one machine, on a kernel with every driver; and the kernel's ipip sends what the relay sends")
        func allLabs() throws {
            let folder = try LabFolder()
            try GuestKernels.leaveNothing {
                let outcome = try WarrenProgram.start(["test", "--vm", Package.path + "/labs", "--format", "json", "--pcap", folder.path + "/guest"]).end(within: 300)
                try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                let results = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
                let labs = try #require(results["labs"] as? [[String: Any]])
                #expect(labs.count >= 9)
                for lab in labs {
                    #expect(lab["outcome"] as? String == "passed" && (lab["relayedLinks"] as? [String])?.isEmpty == true, "\(lab["name"] ?? "")")
                    #expect((lab["machine"] as? [String: String])?["kernel"]?.contains("amd64") == true)
                }
                #expect((results["summary"] as? [String: Any])?["skipped"] as? Int == 0)

                let here = try warren("test", Package.article, "--pcap", folder.path + "/host")
                try #require(here.status == 0, "\(here.errors)")
                let file = "pods-across-hosts-3-ip-tunnel.pcapng"
                let guests = try TunnelPackets(folder.path + "/guest/" + file, link: "host2:eth0")
                let relays = try TunnelPackets(folder.path + "/host/" + file, link: "host2:eth0")
                // Two pings both ways, one that just fits, also both ways; what does not fit gets no further than host1.
                #expect(guests.packets.count >= 6)
                #expect(guests.packets == relays.packets)
            }
        }

        @Test("of what fails, results, status and what is written down are the same; what is wrong is told here; a machine of one's choice")
        func failures() throws {
            let folder = try LabFolder()
            let broken = try folder.write(SmallLab.pair("Ping(from: red, to: \"10.9.0.77\")", name: "broken"), as: "broken.swift")
            let wrong = try folder.write(SmallLab.pair("red { Address(\"10.9.0.1\", dev: \"eth0\") }"), as: "wrong.swift")
            let slow = try folder.write(SmallLab.pair(SmallLab.silence, name: "slow"), as: "slow.swift")
            let fine = try folder.write(SmallLab.pair("Stage(\"one\") { Ping(from: red, to: blue) }; Stage(\"two\") { Ping(from: blue, to: red) }", name: "fine"), as: "fine.swift")
            try GuestKernels.leaveNothing {
                let words = ["test", broken, wrong, slow, fine, "--timeout", "50", "--jobs", "2", "--artifacts", folder.path + "/failed"]
                let there = try WarrenProgram.start(words + ["--vm", "--accel", "tcg", "--memory", "900"]).end(within: 240)
                #expect(there.status == 2)
                #expect(there.output.contains("in a virtual machine: Linux ") && there.output.contains(", TCG"))
                #expect(there.output.contains("got            no answer to 1 of 1 within"))
                #expect(there.errorLines.contains { $0.hasPrefix("\(wrong):") && $0.contains("10.9.0.1") }, "\(there.errors)")
                #expect(there.errors.contains("\(slow): error: it took longer than"))
                #expect(there.output.contains("3 held, 1 failed") || there.output.contains("held, 1 failed, 1 overran, 1 not run"), "\(there.output)")
                let bundle = folder.path + "/failed/broken"
                #expect(there.output.contains("what failed is written down in \(bundle)"))
                for file in ["report.json", "stage-1/packets.pcapng", "stage-1/red/routes.txt"] {
                    #expect(FileManager.default.fileExists(atPath: "\(bundle)/\(file)"), "\(file)")
                }
                #expect(try run("tcpdump", "-nr", bundle + "/stage-1/packets.pcapng").output.contains("who-has 10.9.0.77"))
            }
        }

        @Test("a lab stays up in a machine of its own, and every verb finds it there", arguments: [0, 65534])
        func runningLab(user: Int) throws {
            let folder = try LabFolder()
            let home = "\(folder.path)/home"
            var words: [String] = [], environment: [String: String] = [:]
            try GuestKernels.require()
            if user != 0 {
                try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
                try #require(chown(home, uid_t(user), gid_t(user)) == 0)
                words = ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "--bounding-set=-all", "--"]
                environment = ["XDG_RUNTIME_DIR": home, "HOME": home, "WARREN_CACHE": home + "/cache"]
            }
            func our(_ arguments: String..., input: String = "", onTerminal: Bool = false) throws -> Program.Outcome {
                let program = try WarrenProgram.start(arguments, environment: environment, onTerminal: onTerminal, behind: words)
                program.write(input)
                if !onTerminal { program.closeInput() }
                return try program.end(within: 120)
            }
            if user != 0 { #expect(try our("vm", "fetch").status == 0) }
            try leavesTheMachineAsItWas {
                let up = try our("up", "--vm", Package.article, "--stage", "IP tunnel", "--name", "mine")
                #expect(up.status == 0 && up.output.contains("mine is up at stage 3") && up.output.contains("  machine Linux "), "\(up.output)\(up.errors)")
                #expect(try our("list").output.contains("TCG") || our("list").output.contains("KVM"))
                let ping = try our("exec", "mine", "pod-a", "--", "sh", "-c", "ping -c 1 -W 5 pod-b; cat; echo bad >&2; exit 7", input: "typed\n")
                #expect(ping.status == 7 && ping.output.contains(" 1 received") && ping.output.hasSuffix("typed\n") && ping.errors == "bad\n", "\(ping)")
                #expect(try our("exec", "mine", "nobody", "--", "true").errors == "warren: mine has no node nobody; it has host1, host2, pod-a, pod-b, underlay\n")
                #expect(try our("inspect", "mine", "host1").output.contains("mustang.tun0  ipip"))
                // The size is that of the terminal here.
                let shell = try WarrenProgram.start(["shell", "mine", "pod-a"], environment: environment, onTerminal: true, behind: words)
                shell.write("stty size; exit 5\n")
                let left = try shell.end(within: 60)
                #expect(left.status == 5 && left.output.contains("40 100"), "\(left.output)")

                let file = home.isEmpty || user == 0 ? folder.path + "/c.pcapng" : home + "/c.pcapng"
                let capture = try WarrenProgram.start(["capture", "mine", "host2:eth0", "-c", "2", "-w", file, "proto 4"], environment: environment, behind: words)
                try capture.wait(forError: "listening on host2:eth0")
                #expect(try our("exec", "mine", "pod-a", "--", "ping", "-c", "1", "-W", "5", "pod-b").status == 0)
                let captured = try capture.end(within: 60)
                #expect(captured.lines.count == 2 && captured.errors.contains("2 packets captured"), "\(captured)")
                #expect(try run("tcpdump", "-nr", file).lines.count { $0.contains("IP 10.57.4.2") } == 2)

                let proved = try our("prove", "mine", "--forget")
                #expect(proved.status == 0 && proved.output.contains("  3 IP tunnel") && proved.output.contains("✓ pod-a reaches pod-b "), "\(proved)")
                #expect(try our("ping", "mine", "pod-a", "10.9.9.9", "--fails").status == 0)
                #expect(try our("connect", "mine", "pod-a", "pod-b:9").output.contains("refused: nothing listens there"))
                #expect(try our("graph", "mine").output.hasPrefix("pods-across-hosts · Stage 3: IP tunnel\n"))
                // Whoever asked hangs up, and so does the keeper here with the one there.
                let waiting = try WarrenProgram.start(["ping", "mine", "pod-a", "10.9.9.9", "-W", "3600"], environment: environment, behind: words)
                try waiting.wait(for: "3 IP tunnel")
                waiting.send(SIGINT)
                #expect(try our("plan", "mine").output.contains("nothing to do"))

                #expect(try our("exec", "mine", "host1", "--", "ip", "route", "del", "192.168.11.0/24").status == 0)
                #expect(try our("prove", "mine").status == 1)
                let plan = try our("plan", Package.article, "--name", "mine").output
                #expect(plan.contains(" away from stage 3") && plan.contains("192.168.11.0/24"), "\(plan)")
                #expect(try our("apply", "mine").output.contains("1 step of drift"))
                let applied = try our("apply", Package.article, "--stage", "4", "--name", "mine")
                #expect(applied.status == 0 && applied.output.contains("mine is now at stage 4, vxlan"), "\(applied.output)\(applied.errors)")
                #expect(try our("list").output.contains("4 vxlan"))
                let down = try our("down", "mine")
                #expect(down.status == 0 && down.output == "mine is gone\n")
            }
        }
    }
}
