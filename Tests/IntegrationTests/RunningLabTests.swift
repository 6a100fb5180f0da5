import Foundation
import Testing

extension EndToEnd {
    @Suite("Labs are brought up, listed and taken down", .serialized)
    struct RunningLabTests {
        @Test(
            "a stage is named by its number or its title, in any case, and is else the last",
            arguments: [("2", "2 Host routes"), ("host ROUTES", "2 Host routes"), ("vxlan", "4 vxlan"), (nil, "6 vxlan with static entries")])
        func stages(_ stage: String?, _ listed: String) throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: stage)
            let row = try #require(warren("list").lines.first { $0.hasPrefix(name + " ") })
            let cells = row.components(separatedBy: "   ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            #expect(cells.prefix(3) == [name, listed, "5"])
            #expect(cells.last == Package.article)
        }

        @Test("the nodes are known to ip -n, ip netns exec and nsenter by LAB.NODE")
        func names() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            for command in [
                ["ip", "-n", "\(name).red"], ["ip", "netns", "exec", "\(name).red", "ip"],
                ["nsenter", "--net=/run/netns/\(name).red", "ip"],
            ] {
                let outcome = try Program(command + ["-o", "-4", "addr", "show", "dev", "eth0"]).end()
                #expect(outcome.output.contains("10.9.0.1/24"), "\(command): \(outcome.errors)")
            }
            let known = try run("ip", "netns", "list").output
            #expect(known.contains("\(name).red") && known.contains("\(name).blue"))
        }

        @Test("up says what it did, and its output ends although the keeper stays")
        func output() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = folder.name()
            let script = "x=$(\"$0\" up \"$1\" --name \"$2\" 2>&1) && printf '%s' \"$x\""
            let outcome = try Program(["sh", "-c", script, WarrenProgram.require(), file, name], environment: WarrenProgram.environment).end()
            #expect(outcome.status == 0)
            #expect(outcome.lines.first?.hasPrefix("\(name) is up at stage 1, pair ") == true)
            #expect(outcome.lines.contains { $0.split(separator: " ") == ["nodes", "red", "blue"] })
            #expect(outcome.output.contains("warren shell \(name) red"))
            #expect(outcome.output.contains("warren down \(name)"))
            let keepers = try Processes.running(WarrenProgram.require())
            #expect(keepers.count == 1)
            let comm = try String(contentsOfFile: "/proc/\(keepers[0])/comm", encoding: .utf8)
            #expect(comm == "warren\n")
        }

        @Test("a lab that runs already is refused, and the first goes on")
        func twice() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = try folder.up(file)
            let keeper = try Keeper.process(of: name)
            let outcome = try warren("up", file, "--name", name)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "warren: \(name) is running already, at stage 1: warren down \(name) ends it, and --name runs another beside it\n")
            let later = try Keeper.process(of: name)
            #expect(later == keeper)
            let ping = try warren("exec", name, "red", "--", "ping", "-c", "1", "-W", "5", "10.9.0.2")
            #expect(ping.status == 0)
        }

        @Test("two labs and one lab twice run side by side, and each passes its own traffic")
        func sideBySide() throws {
            let folder = try LabFolder()
            let article = try ["one", "two"].map { try folder.up(Package.article, stage: "vxlan", as: $0) }
            let pair = try folder.up(folder.write(SmallLab.pair()), as: "pair")
            for name in article {
                let ping = try run("ip", "netns", "exec", "\(name).pod-a", "ping", "-c", "2", "-i", "0.1", "-W", "5", "192.168.11.10")
                #expect(ping.status == 0, "\(ping.output)")
            }
            let ping = try run("ip", "netns", "exec", "\(pair).red", "ping", "-c", "1", "-W", "5", "10.9.0.2")
            #expect(ping.status == 0)
            // Each lab's first echo request was the first that its neighbour saw.
            try warren("down", article[0])
            let again = try run("ip", "netns", "exec", "\(article[1]).pod-a", "ping", "-c", "1", "-W", "5", "192.168.11.10")
            #expect(again.status == 0)
        }

        @Test("labs that come and go at once do not disturb each other")
        func manyAtOnce() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            try warren("explain", file)  // compiled once, for all of them
            try leavesTheMachineAsItWas {
                // Whoever looks has the directory's lock for a moment: often enough that somebody is in the way.
                let looking = ["sh", "-c", "for i in $(seq 60); do \"$@\" >/dev/null || exit; done", "sh"]
                let lists = try (0..<3).map { _ in try WarrenProgram.start(["list"], behind: looking) }
                for round in 0..<3 {
                    let names = (0..<8).map { folder.name("many\(round)-\($0)") }
                    let ups = try names.map { try WarrenProgram.start(["up", file, "--name", $0]) }
                    for up in ups {
                        let outcome = try up.end()
                        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                    }
                    let downs = try names.map { try WarrenProgram.start(["down", $0]) }
                    for down in downs {
                        let outcome = try down.end()
                        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                    }
                }
                for list in lists {
                    let outcome = try list.end()
                    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                }
            }
        }

        /// What else would be a matter of microseconds: a directory that is made and not locked yet, a lock that is looked at.
        @Test("whoever looks at labs, starts or ends one waits for whoever is changing what is written down")
        func waiting() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = try folder.up(file)
            let directory = open("/run/warren", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            try #require(directory >= 0 && flock(directory, LOCK_EX) == 0)
            defer { close(directory) }
            let programs = try [["list"], ["inspect", name], ["down", name], ["up", file, "--name", folder.name("other")]].map { try WarrenProgram.start($0) }
            try waitUntil("all of them wait for the lock") {
                let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
                let waiting = locks.filter { $0.contains(" -> FLOCK ") }.compactMap { pid_t($0.split(separator: " ")[5]) }
                // For `up` it is its keeper that does.
                return programs.allSatisfy { program in waiting.contains { $0 == program.process || parent(of: $0) == program.process } }
            }
            flock(directory, LOCK_UN)
            // Whether the lab was inspected before it was gone is nobody's to say.
            for (position, program) in programs.enumerated() {
                let outcome = try program.end()
                #expect(outcome.status == 0 || position == 1 && outcome.status == 2, "\(position): \(outcome.status) \(outcome.output)\(outcome.errors)")
            }
        }

        private func parent(of process: pid_t) -> pid_t? {
            let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            return status?.split(separator: "\n").first { $0.hasPrefix("PPid:") }.flatMap { pid_t($0.split(separator: "\t")[1]) }
        }

        @Test("down says what is gone, and names what runs when it knows no such lab")
        func down() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let unknown = try warren("down", "no-such-lab")
            #expect(unknown.status == 2)
            #expect(unknown.errors.hasPrefix("warren: no lab no-such-lab is running; running: "))
            #expect(unknown.errors.contains(name))
            let outcome = try warren("down", name)
            #expect(outcome.status == 0)
            #expect(outcome.output == "\(name) is gone\n")
            let again = try warren("down", name)
            #expect(again.status == 2)
        }

        @Test("down --all ends every lab")
        func downAll() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            // In a /run of its own, so that no lab of anybody else ends.
            let script = """
                mount -t tmpfs none /run && "$0" up "$1" --name a && "$0" up "$1" --name b && "$0" list && "$0" down --all \
                && "$0" list && ls -A /run
                """
            try leavesTheMachineAsItWas {
                let outcome = try Program(
                    ["unshare", "-m", "sh", "-ec", script, WarrenProgram.require(), file], environment: WarrenProgram.environment
                ).end()
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.lines.count { $0.hasPrefix("a   ") || $0.hasPrefix("b   ") } == 2)
                #expect(outcome.lines.suffix(2) == ["a is gone", "b is gone"])
            }
        }

        @Test("down takes its words in any form that other verbs take theirs", arguments: [["--", "a"], ["--all", "--"], ["a"], ["--all"]])
        func downInOtherWords(_ words: [String]) throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let script = "mount -t tmpfs none /run; file=$1; shift; \"$0\" up \"$file\" --name a >/dev/null; \"$0\" down \"$@\"; ls -A /run"
            try leavesTheMachineAsItWas {
                let program = ["unshare", "-m", "sh", "-c", script, try WarrenProgram.require(), file] + words
                let outcome = try Program(program, environment: WarrenProgram.environment).end()
                #expect(outcome.errors == "")
                #expect(outcome.output == "a is gone\n")
            }
        }

        @Test("down needs a name or --all, and not both")
        func downOfWhat() throws {
            #expect(try warren("down").status == 64)
            #expect(try warren("down", "--every").status == 64)
            #expect(try warren("down", "--help").output.contains("USAGE: warren down"))
            #expect(try warren("down", "a", "--all").status == 64)
        }

        @Test("without labs, list prints nothing and ends well")
        func emptyList() throws {
            let script = "mount -t tmpfs none /run && exec \"$0\" list"
            let outcome = try Program(["unshare", "-m", "sh", "-ec", script, WarrenProgram.require()], environment: WarrenProgram.environment).end()
            #expect(outcome.status == 0 && outcome.output == "" && outcome.errors == "")
        }

        @Test("another's name in /run/netns is left alone, and said")
        func takenName() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = folder.name()
            let script = """
                mount -t tmpfs none /run && mkdir /run/netns && echo mine > /run/netns/\(name).blue
                "$0" up "$1" --name \(name) || echo "status $?"
                cat /run/netns/*; ls -A /run /run/netns
                """
            try leavesTheMachineAsItWas {
                let outcome = try Program(
                    ["unshare", "-m", "sh", "-c", script, WarrenProgram.require(), file], environment: WarrenProgram.environment
                ).end()
                #expect(outcome.errors.contains("/run/netns/\(name).blue is there already and is not Warren's"))
                #expect(outcome.output == "status 2\nmine\n/run:\nnetns\n\n/run/netns:\n\(name).blue\n")
            }
        }

        @Test("what others have called like a node stays when the lab ends", arguments: ["down", "kill"])
        func othersNames(_ end: String) throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let script = """
                mount -t tmpfs none /run && mkdir /run/netns && "$0" up "$1" --name a >/dev/null; cd /run/netns; ls | xargs
                keeper=$(readlink a.blue | cut -d/ -f3); echo mine > a.file; ln -s /proc/$keeper/ns/net a.link; ln -s /proc/$keeper/fd/x a.word
                ln -s /proc/$keeper/fd/3/4 a.long; ln -s proc/$keeper/fd/3 a.short; ln -s /proc/$keeper/fd/3 a.red.more; ln -s /proc/$keeper/fd/3 aa.red
                rm a.red; echo mine > a.red
                case $2 in down) "$0" down a >/dev/null ;; kill) echo keeper $keeper; read -r line; "$0" list ;; esac
                ls | LC_ALL=C sort | xargs; ls -A /run | xargs
                """
            try leavesTheMachineAsItWas {
                let program = try Program(["unshare", "-m", "sh", "-c", script, WarrenProgram.require(), file, end], environment: WarrenProgram.environment)
                if end == "kill" {
                    try program.wait(for: "keeper ")
                    try Processes.end(try #require(program.output.split { !$0.isNumber }.first.flatMap { pid_t($0) }), by: SIGKILL)
                    program.write("\n")
                }
                let outcome = try program.end()
                #expect(outcome.errors == "")
                let lines = outcome.lines.filter { !$0.hasPrefix("keeper ") }
                #expect(lines == ["a.blue a.red", "a.file a.link a.long a.red a.red.more a.short a.word aa.red", "netns"])
            }
        }

        @Test("names that cannot be looked for when a lab ends go with the next verb that can")
        func unreadableNames() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let script = """
                mount -t tmpfs none /run && mkdir /run/netns && "$0" up "$1" --name a >/dev/null; mv /run/netns /run/aside; ln -s netns /run/netns
                "$0" down a; ls /run/aside | xargs; rm /run/netns; mv /run/aside /run/netns; "$0" list; ls -A /run /run/netns
                """
            try leavesTheMachineAsItWas {
                let outcome = try Program(
                    ["unshare", "-m", "sh", "-c", script, WarrenProgram.require(), file], environment: WarrenProgram.environment
                ).end()
                #expect(outcome.errors == "")
                #expect(outcome.output == "a is gone\na.blue a.red\n/run:\nnetns\n\n/run/netns:\n")
            }
        }
    }
}
