import Foundation
import Testing

extension EndToEnd {
    /// What a machine does to a program that does nothing wrong. Each in a /run of its own.
    @Suite("On a machine that is full, read-only, stale or stopped", .serialized)
    struct UnkindMachineTests {
        /// Runs a script with `$warren`, the lab `$lab` of two stages, and a new /run that nobody else sees.
        private func outcome(_ script: String, lab: String = Self.twoStages) throws -> Program.Outcome {
            let folder = try LabFolder()
            let file = try folder.write(lab)
            try warren("explain", file)  // compiled before anything is full
            let beginning = "mount -t tmpfs none /run; mkdir /run/netns; warren=$0; lab=$1\n"
            let program = try Program(
                ["unshare", "-m", "sh", "-c", beginning + script, WarrenProgram.require(), file], environment: WarrenProgram.environment)
            return try program.end(within: 60)
        }

        private static let twoStages = SmallLab.pair(
            """
            Stage("One") { Ping(from: red, to: blue) }
                Stage("Two") { red { Route("10.8.0.0/24", via: "10.9.0.2") } }
            """)

        @Test("a full disk: up is refused and leaves nothing")
        func fullDisk() throws {
            try leavesTheMachineAsItWas {
                let outcome = try outcome(
                    """
                    mkdir /run/warren; mount -t tmpfs -o size=4k,mode=755 none /run/warren; head -c 9000 /dev/zero > /run/warren/.full 2>/dev/null
                    "$warren" up "$lab"; echo "status $?"; ls -A /run/warren /run/netns
                    """)
                #expect(outcome.errors == "warren: write: No space left on device (/run/warren/pair/hosts)\n")
                #expect(outcome.output == "status 3\n/run/netns:\n\n/run/warren:\n.full\n")
            }
        }

        @Test("no room for another file or directory: up is refused and leaves nothing", arguments: 1...5)
        func noInodes(_ room: Int) throws {
            let outcome = try outcome(
                """
                mkdir /run/warren; mount -t tmpfs -o nr_inodes=\(room),mode=755 none /run/warren
                "$warren" up "$lab"; echo "status $?"; ls -A /run/warren /run/netns
                """)
            // One is the directory itself, then come the lab's: its directory, lock, hosts, control socket and record.
            #expect(outcome.errors.hasPrefix("warren: ") && outcome.errors.contains("No space left on device (/run/warren/pair"))
            #expect(outcome.output == "status 3\n/run/netns:\n\n/run/warren:\n")
        }

        @Test("a disk that fills up under a running lab: apply leaves the lab as it was, and works when there is room again")
        func fullUnderLab() throws {
            let outcome = try outcome(
                """
                mkdir /run/warren; mount -t tmpfs -o size=64k,mode=755 none /run/warren
                "$warren" up "$lab" --stage 1 >/dev/null; head -c 90000 /dev/zero > /run/warren/.full 2>/dev/null
                "$warren" apply "$lab" --stage 2; echo "status $?"
                ip -n pair.red route show 10.8.0.0/24; "$warren" plan "$lab"; "$warren" list | tail -1 | cut -d' ' -f1-5
                rm /run/warren/.full; "$warren" apply "$lab" --stage 2 | head -1 | cut -c1-27
                ip -n pair.red route show 10.8.0.0/24; "$warren" down pair
                """)
            #expect(outcome.errorLines.count == 2, "\(outcome.errors)")
            #expect(outcome.errorLines.first?.hasPrefix("warren: write: No space left on device (/run/warren/pair/lab.json.") == true)
            #expect(outcome.errorLines.last == "warren: pair is as it was")
            #expect(
                outcome.output == """
                    status 2
                    pair runs as the file says, at stage 1, One: nothing to do
                    pair   1 One
                    pair is now at stage 2, Two
                    10.8.0.0/24 via 10.9.0.2 dev eth0\(" ")
                    pair is gone

                    """)
        }

        @Test("a state directory that became read-only: up is refused, apply changes nothing, down ends the lab")
        func readOnly() throws {
            let outcome = try outcome(
                """
                "$warren" up "$lab" --stage 1 >/dev/null
                mount --bind /run/warren /run/warren && mount -o remount,ro,bind /run/warren
                "$warren" list | tail -1 | cut -c1-12; "$warren" up "$lab" --name other; echo "up $?"
                "$warren" apply "$lab" --stage 2; echo "apply $?"; ip -n pair.red route show 10.8.0.0/24
                "$warren" down pair; echo "down $?"; "$warren" list; ls /run/netns; umount /run/warren; "$warren" list; ls -A /run | grep -v mount
                """)
            #expect(outcome.errorLines.first == "warren: mkdir: Read-only file system (/run/warren/other)", "\(outcome.errors)")
            #expect(outcome.errorLines.dropFirst().first?.contains("Read-only file system") == true)
            #expect(outcome.errorLines.last == "warren: pair is as it was")
            #expect(outcome.output == "pair   1 One\nup 3\napply 2\npair is gone\ndown 0\nnetns\n", "\(outcome.errors)")
        }

        @Test("what a crashed machine left is swept, and nobody who has the keeper's number now is harmed")
        func staleState() throws {
            let outcome = try outcome(
                """
                sleep 300 & other=$!
                mkdir -p /run/warren/pair; touch /run/warren/pair/lock /run/warren/pair/control /run/warren/pair/.lab.new
                echo "{\\"format\\":1,\\"name\\":\\"pair\\",\\"file\\":\\"x\\",\\"stage\\":1,\\"stageTitle\\":\\"t\\",\\"process\\":$other,\\"since\\":1,\\"nodes\\":{\\"red\\":0},\\"relayedLinks\\":[]}" > /run/warren/pair/lab.json
                ln -s /proc/$other/fd/0 /run/netns/pair.red; ln -s /proc/$other/fd/9 /run/netns/pair.blue
                mkdir /run/warren/half; echo '{"format":' > /run/warren/half/lab.json; echo mine > /run/netns/pairs
                "$warren" down pair; echo "down $?"; ls -A /run /run/netns
                "$warren" up "$lab" | head -1 | cut -c1-20; "$warren" down pair
                kill -0 $other && echo alive; kill $other
                """)
            #expect(outcome.errors == "warren: no lab pair is running\n")
            #expect(outcome.output == "down 2\n/run:\nnetns\n\n/run/netns:\npairs\npair is up at stage \npair is gone\nalive\n")
        }

        @Test("a keeper that is stopped: who needs its answer is told so within seconds, and down ends it")
        func stoppedKeeper() throws {
            let outcome = try outcome(
                """
                "$warren" up "$lab" --stage 1 >/dev/null; keeper=$(readlink /run/netns/pair.red | cut -d/ -f3); kill -STOP $keeper
                "$warren" apply "$lab" --stage 2; echo "apply $?"; "$warren" plan "$lab"; echo "plan $?"
                "$warren" list | tail -1 | cut -c1-12; "$warren" exec pair red -- true; echo "exec $?"
                kill -CONT $keeper; "$warren" apply "$lab" --stage 2 | head -1 | cut -c1-27; kill -STOP $keeper
                "$warren" down pair; ls -A /run /run/netns
                """)
            #expect(outcome.errorLines.count == 2, "\(outcome.errors)")
            #expect(outcome.errorLines.allSatisfy { $0.wholeMatch(of: /warren: the keeper of pair is stopped and cannot answer: kill -CONT [0-9]+ lets it go on/) != nil })
            // Nobody told it anything: what was asked meanwhile is not done when it goes on.
            #expect(outcome.output.hasPrefix("apply 3\nplan 3\npair   1 One\nexec 0\npair is now at stage 2, Two\npair is gone\n/run:\nnetns\n"), "\(outcome.output)")
        }

        /// What `up` comes to if its keeper gets a signal while it builds.
        private func up(_ signal: Int32, as word: String) throws -> (name: String, outcome: Program.Outcome) {
            let folder = try LabFolder(), lab = try UnfinishedLab(folder, as: word)
            kill(try lab.keeper(), signal)
            let outcome = try lab.program.end(within: 20)
            lab.release()
            try warren("list")
            return (lab.name, outcome)
        }

        @Test("a keeper that is stopped while it builds is ended")
        func stoppedWhileBuilding() throws {
            try leavesTheMachineAsItWas {
                let (_, outcome) = try up(SIGSTOP, as: "stopped")
                #expect(outcome.status == 3)
                #expect(outcome.errors.hasSuffix("was stopped while it built the lab, and is ended\n"), "\(outcome.errors)")
            }
        }

        @Test("a keeper that is killed is told as such")
        func killedWhileBuilding() throws {
            try leavesTheMachineAsItWas {
                let (name, outcome) = try up(SIGKILL, as: "killed")
                #expect(outcome.status == 3)
                #expect(outcome.errors == "warren: the keeper of \(name) was killed (Killed) before the lab stood; what it had built is gone\n")
            }
        }

        @Test("too few descriptors: the machine is named at fault, and nothing is left", arguments: [6, 20, 63])
        func fewDescriptors(_ limit: Int) throws {
            let outcome = try outcome(
                """
                (ulimit -n \(limit); exec "$warren" up "$lab"); echo "up $?"; (ulimit -n \(limit); exec "$warren" test "$lab") 1>&2; echo "test $?"
                ls -A /run /run/netns
                """)
            #expect(outcome.output == "up 3\ntest 3\n/run:\nnetns\n\n/run/netns:\n", "\(outcome.errors)")
            let message = "warren: this process may have only \(limit) files open, and needs 64: ulimit -n 1024, or LimitNOFILE of its service"
            #expect(outcome.errorLines == [message, message])
        }

        @Test("too few descriptors for all nodes: the step is named, and nothing is left")
        func fewDescriptorsForManyNodes() throws {
            let many = (1...60).map { "Namespace(\"n\($0)\")" }.joined(separator: "\n    ")
            let outcome = try outcome(
                """
                (ulimit -n 64; exec "$warren" up "$lab"); echo "up $?"; (ulimit -n 64; exec "$warren" test "$lab") 1>&2; echo "test $?"
                ls -A /run /run/netns
                """, lab: SmallLab.pair(many))
            #expect(outcome.output == "up 3\ntest 3\n/run:\nnetns\n\n/run/netns:\n", "\(outcome.errors)")
            #expect(outcome.errorLines.first?.contains(/lab.swift:[0-9]+: error: the kernel refused `.+` in n[0-9]+: .*Too many open files/) == true, "\(outcome.errors)")
        }

        @Test(
            "results that cannot be written are not passed off as written",
            arguments: ["test \"$lab\"", "test \"$lab\" --format json", "test \"$lab\" --format tap", "explain \"$lab\"", "doctor"])
        func fullOutput(_ words: String) throws {
            let outcome = try outcome("\"$warren\" \(words) > /dev/full; echo \"status $?\"")
            #expect(outcome.output == "status 3\n")
            #expect(outcome.errors.hasPrefix("warren: ") && outcome.errors.hasSuffix("write: No space left on device (standard output)\n"))
            #expect(outcome.errorLines.count == 1)
        }

        @Test("what is longer than a buffer is not passed off as written either")
        func fullLongOutput() throws {
            let lab = SmallLab.pair((1...200).map { "Namespace(\"n\($0)\")" }.joined(separator: "\n    "))
            let outcome = try outcome("\"$warren\" test \"$lab\" --format json > /dev/full; echo \"status $?\"", lab: lab)
            #expect(outcome.output == "status 3\n")
            #expect(outcome.errors.hasPrefix("warren: ") && outcome.errors.hasSuffix("write: No space left on device (standard output)\n"))
            #expect(outcome.errorLines.count == 1)
        }

        @Test("no room to compile in: the machine is at fault, not the lab")
        func fullTemporaryDirectory() throws {
            let outcome = try outcome(
                """
                mkdir /run/full; mount -t tmpfs -o size=8k none /run/full; head -c 20000 /dev/zero > /run/full/full 2>/dev/null
                TMPDIR=/run/full WARREN_CACHE=/run/cache "$warren" explain "$lab"; echo "status $?"; ls /run/full
                """)
            #expect(outcome.output == "status 3\nfull\n")
            #expect(outcome.errors.contains("cannot be evaluated: /run/full/warren-load-"), "\(outcome.errors)")
            #expect(outcome.errors.hasSuffix("No space left on device\n"))
        }

        @Test("a cache that cannot be written is done without")
        func fullCache() throws {
            let outcome = try outcome(
                """
                mkdir /run/full; mount -t tmpfs -o size=8k none /run/full; head -c 20000 /dev/zero > /run/full/full 2>/dev/null
                WARREN_CACHE=/run/full/cache "$warren" test "$lab" | tail -1 | cut -c1-5; find /run/full -name '*.new'
                """)
            #expect(outcome.output == "1 lab\n" && outcome.errors == "")
        }
    }
}
