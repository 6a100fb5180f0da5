import Foundation
import Testing

extension EndToEnd {
    @Suite("Without root's rights everything works, in a user namespace", .serialized, .enabled(if: UserNamespaces.areAllowed, "\(UserNamespaces.reason)"))
    struct RootlessTests {
        /// Runs `warren` as a user who has nothing but the right to open a TUN device, which most systems give to all.
        private func run(_ arguments: String..., as user: Int = 65534, in folder: LabFolder, opensTUN: Bool = true) throws -> Program.Outcome {
            try start(arguments, as: user, in: folder, opensTUN: opensTUN).end()
        }

        private func start(_ arguments: [String], as user: Int = 65534, in folder: LabFolder, opensTUN: Bool = true) throws -> Program {
            let home = "\(folder.path)/home-\(user)"
            if !FileManager.default.fileExists(atPath: home) {
                try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
                try #require(chown(home, uid_t(user), gid_t(user)) == 0)
            }
            let mode = opensTUN ? "666" : "600"
            let script = "mount -t tmpfs tmpfs /dev/net; mknod -m \(mode) /dev/net/tun c 10 200; exec \"$@\""
            let words = ["unshare", "-m", "sh", "-ec", script, "sh", "setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "--"]
            return try WarrenProgram.start(
                arguments, environment: ["XDG_RUNTIME_DIR": home, "WARREN_CACHE": home + "/cache", "TMPDIR": "/tmp", "HOME": home], behind: words)
        }

        @Test("the main article's lab prints what it prints for root")
        func sameAsRoot() throws {
            // Times, and the numbers that packets get, differ from run to run.
            func shape(_ outcome: Program.Outcome) -> [String] {
                outcome.lines.map {
                    $0.replacing(#/(id|seq) \d+/#, with: "").replacing(#/[0-9.]+ m?s( |$)/#, with: "").replacing(#/\.\d+ > /#, with: " > ")
                        .replacing(#/ +/#, with: " ")
                }
            }
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let ours = try run("test", Package.article, in: folder), roots = try warren("test", Package.article)
                #expect(ours.status == 0 && roots.status == 0, "\(ours.output)\(ours.errors)")
                #expect(shape(ours) == shape(roots))
            }
        }

        @Test(
            "a tunnel for which only root may open the device is skipped, with that as its reason",
            .enabled(if: Drivers.lack("ipip"), "this kernel has the driver, which needs no device"))
        func noTUN() throws {
            let folder = try LabFolder()
            let doctor = try run("doctor", in: folder, opensTUN: false)
            #expect(doctor.status == 0 && doctor.output.contains("in a user namespace: without root's rights"))
            #expect(doctor.output.contains("only root may open the relay's /dev/net/tun"))
            let outcome = try run("test", Package.article, "--stage", "IP tunnel", in: folder, opensTUN: false)
            #expect(outcome.output.contains("Permission denied (/dev/net/tun"), "\(outcome.output)")
            #expect(!outcome.output.contains("✓") && outcome.lines.last?.contains(" skipped") == true)
        }

        @Test("the doctor says that tunnels are slower without the right to load programs, and says no such thing to root",
            .enabled(if: Drivers.lack("ipip"), "this kernel has the driver, which needs no programs"))
        func noPrograms() throws {
            let folder = try LabFolder()
            #expect(try run("doctor", in: folder).output.contains("; slowly, without programs in the kernel: bpf: Operation not permitted"))
            let roots = try warren("doctor").output
            #expect(roots.contains("IPIP, by Warren's relay over a TUN device: the kernel has no driver\n"), "\(roots)")
        }

        @Test("a lab stays up, and every verb finds it from another process")
        func runningLab() throws {
            let folder = try LabFolder()
            let file = Package.article
            try leavesTheMachineAsItWas {
                let up = try run("up", file, "--stage", "IP tunnel", "--name", "mine", in: folder)
                #expect(up.status == 0 && up.output.contains("mine is up"), "\(up.errors)")
                #expect(try run("list", in: folder).output.contains("mine"))
                #expect(try warren("list").output.contains("mine") == false)

                let ping = try run("exec", "mine", "pod-a", "--", "sh", "-ec", "ping -c 1 -W 30 pod-b; ls /sys/class/net", in: folder)
                #expect(ping.status == 0 && ping.output.contains(" 1 received") && ping.output.contains("eth0"), "\(ping.output)\(ping.errors)")
                // A tunnel this busy would get a fast path; who may not load programs into the kernel goes on without one.
                let many = try run("exec", "mine", "pod-a", "--", "ping", "-c", "600", "-i", "0.002", "pod-b", in: folder)
                #expect(many.answered.isSuperset(of: 1...300), "\(many.output)\(many.errors)")
                let inspected = try run("inspect", "mine", "host1", in: folder)
                #expect(inspected.status == 0 && inspected.output.contains("mustang.tun0"), "\(inspected.errors)")

                let capture = try start(["capture", "mine", "host2:eth0"], in: folder)
                try capture.wait(forError: "listening on")
                #expect(try run("exec", "mine", "pod-a", "--", "ping", "-c", "1", "-W", "30", "192.168.11.10", in: folder).status == 0)
                try capture.wait(for: "IP 192.168.10.10 > 192.168.11.10: ICMP echo request")
                capture.send(SIGINT)
                #expect(try capture.end().status == 0)

                let proved = try run("prove", "mine", "--forget", in: folder)
                #expect(proved.status == 0 && proved.output.contains("  3 IP tunnel") && proved.output.contains("✓ pod-a reaches pod-b "), "\(proved)")
                #expect(try run("ping", "mine", "pod-a", "10.9.9.9", "--fails", in: folder).status == 0)
                #expect(try run("connect", "mine", "pod-a", "pod-b:9", in: folder).output.contains("refused: nothing listens there"))
                #expect(try run("graph", "mine", in: folder).output.hasPrefix("pods-across-hosts · Stage 3: IP tunnel\n"))
                #expect(try run("plan", "mine", in: folder).output.contains("nothing to do"))
                let plan = try run("plan", file, "--name", "mine", "--stage", "vxlan", in: folder)
                #expect(plan.status == 0 && plan.output.contains("ip link del mustang.tun0"), "\(plan.errors)")
                #expect(try run("apply", file, "--name", "mine", "--stage", "vxlan", in: folder).status == 0)
                #expect(try run("apply", file, "--name", "mine", "--stage", "vxlan", in: folder).output.contains("nothing to do"))
                let down = try run("down", "mine", in: folder)
                #expect(down.status == 0 && down.output == "mine is gone\n")
            }
            #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/home-65534/warren"))
        }

        @Test("another user's lab is neither seen, nor entered, nor ended")
        func otherUser() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                #expect(try run("up", file, "--name", "private", in: folder).status == 0)
                for words in [["exec", "private", "red", "--", "true"], ["down", "private"], ["inspect", "private"], ["prove", "private"]] {
                    let outcome = try start(words, as: 65533, in: folder).end()
                    #expect(outcome.status == 2 && outcome.errors == "warren: no lab private is running\n", "\(words): \(outcome.errors)")
                }
                // Even with the place at hand.
                let thief = ["setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", "--"]
                let home = "\(folder.path)/home-65534"
                let outcome = try WarrenProgram.start(["down", "private"], environment: ["XDG_RUNTIME_DIR": home], behind: thief).end()
                #expect(outcome.status == 2)
                #expect(try run("exec", "private", "red", "--", "true", in: folder).status == 0)
                #expect(try run("down", "private", in: folder).status == 0)
            }
        }

        @Test("a keeper that is killed leaves nothing but names, which the next verb sweeps")
        func killed() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                let before = try Processes.running(WarrenProgram.require())
                #expect(try run("up", file, "--name", "killed", in: folder).status == 0)
                let keeper = try #require(try Processes.running(WarrenProgram.require()).first { !before.contains($0) })
                try Processes.end(keeper, by: SIGKILL)
                #expect(try run("list", in: folder).output.contains("killed") == false)
                #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/home-65534/warren"))
            }
        }
    }
}
