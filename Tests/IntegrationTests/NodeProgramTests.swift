import Foundation
import Testing

extension EndToEnd {
    @Suite("Programs run in a lab's nodes", .serialized)
    struct NodeProgramTests {
        /// A server of a few lines, for which every machine with a shell has what it takes.
        private static func sleeper(_ mark: String) -> String { "Run(on: blue, \"sh\", \"-c\", \"echo begun; sleep \(mark) & wait\")" }

        /// How many processes have these words in their command line.
        private func processes(_ words: String) throws -> Int {
            try Program(["sh", "-c", "ps -eo args | grep -c '^sleep \(words)$' || true"]).end().lines.first.flatMap { Int($0) } ?? -1
        }

        private func awaitProcesses(_ words: String, _ count: Int) throws {
            try waitUntil("\(count) processes are `sleep \(words)`") { try processes(words) == count }
        }

        @Test("a command's end and its output are judged, and its packets seen")
        func commands() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair("""
                HTTPServer(on: blue, port: 8080)
                Command(from: red, "curl", "-s", "http://blue:8080/").succeeds(printing: "hello from blue")
                    .seen(on: blue["eth0"], IPv4(from: red, to: blue) / TCP(to: 8080, flags: [.syn]))
                Command(from: red, "sh", "-c", "exit 7").exits(7)
                Command(from: red, "false").fails()
                Command(from: red, "ls", "/sys/class/net").succeeds(printing: "eth0")
                Command(from: red, "sh", "-c", "printf 'a\\\\tone\\\\n'; echo two >&2; exit 3")
                Command(from: red, "sleep", "4711", within: .milliseconds(50))
                Command(from: red, "no-such-program")
                """)
            let outcome = try warren("test", folder.write(text))
            #expect(outcome.status == 1)
            #expect(outcome.lines.last?.contains("8 expectations: 5 held, 2 failed, 1 skipped") == true, "\(outcome.output)")
            for words in ["got            status 3", "printed        a       one", "two", "got            no end within 50.0 ms", "this machine has no no-such-program"] {
                #expect(outcome.output.contains(words), "\(words)\n\(outcome.output)")
            }
            #expect(try processes("4711") == 0)
        }

        @Test("what runs is waited for, and ends with its stage")
        func run() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair("""
                Stage("with") {
                    Run(on: blue, "sh", "-c", "sleep 0.3; exec iperf3 -s", ready: .listening(tcp: 5201))
                    Connect(from: red, to: blue, port: 5201)
                }
                Stage("without") { Connect(from: red, to: blue, port: 5201).refused() }
                """)
            let file = try folder.write(text)
            let outcome = try warren("test", file)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(try warren("explain", file).output.contains("# sh runs in blue, ready when it listens on tcp 5201\n  sh -c 'sleep 0.3; exec iperf3 -s' &\n"))
        }

        @Test("what ends before it is ready is an error with its line and its last words")
        func notReady() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Run(on: blue, \"sh\", \"-c\", \"echo no such port; exit 4\", ready: .listening(tcp: 80))"))
            let outcome = try warren("test", file)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "\(file):12: error: `sh -c 'echo no such port; exit 4' &` does not run in blue: it ended with status 4 before it listened on tcp 80; it printed:\n    no such port\n")
            let slow = try folder.write(SmallLab.pair("Run(on: blue, \"sleep\", \"4712\", ready: .listening(udp: 80), within: .milliseconds(60))"))
            #expect(try warren("test", slow).errors.contains("it does not listen on udp 80 after 60 ms, and printed nothing"))
            #expect(try processes("4712") == 0)
        }

        @Test("a program that the machine lacks makes the stage a skipped one")
        func missing() throws {
            let folder = try LabFolder()
            let outcome = try warren("test", folder.write(SmallLab.pair("Run(on: blue, \"no-such-program\")\nPing(from: red, to: blue)")))
            #expect(outcome.status == 3)
            #expect(outcome.output.contains("this machine has no no-such-program"), "\(outcome.output)")
        }

        @Test("in a lab that is up, programs print into its directory, and all end with it", arguments: ["down", "SIGKILL"])
        func up(_ end: String) throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Run(on: blue, \"sh\", \"-c\", \"echo begun; exec sleep 4713\")"))
            let name = try folder.up(file)
            // `up` waits for a program only if it is told when that is ready.
            try waitUntil("it has printed") { try String(contentsOfFile: "/run/warren/\(name)/blue.sh.log", encoding: .utf8) == "begun\n" }
            try awaitProcesses("4713", 1)
            #expect(try warren("plan", file, "--name", name).output.contains("nothing"))
            if end == "down" {
                #expect(try warren("down", name).status == 0)
            } else {
                kill(try Keeper.process(of: name), SIGKILL)
                try awaitProcesses("4713", 0)
            }
            #expect(try processes("4713") == 0)
        }

        @Test("what a program has started ends with it")
        func group() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair(Self.sleeper("4714"))))
            try awaitProcesses("4714", 1)
            #expect(try warren("down", name).status == 0)
            #expect(try processes("4714") == 0)
        }

        @Test("so does what has left its process group, and its session", arguments: ["apply", "down", "SIGKILL"])
        func session(_ end: String) throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Run(on: blue, \"sh\", \"-c\", \"setsid sleep 4716 & setsid sh -c 'sleep 4716; :' & wait\")"))
            let name = try folder.up(file)
            try awaitProcesses("4716", 2)
            switch end {
            case "apply":
                _ = try folder.write(SmallLab.pair())
                #expect(try warren("apply", file, "--name", name).status == 0)
            case "down":
                #expect(try warren("down", name).status == 0)
            default:
                kill(try Keeper.process(of: name), SIGKILL)
                try awaitProcesses("4716", 0)
            }
            #expect(try processes("4716") == 0)
        }

        @Test("what a program leaves behind ends with the program")
        func leftBehind() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair("Command(from: red, \"sh\", \"-c\", \"x=$(setsid sh -c 'sleep 4717 >/dev/null 2>&1 & echo'); exit 3\").exits(3)")
            let outcome = try warren("test", folder.write(text))
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(try processes("4717") == 0)
        }

        @Test("a program sees its own processes in /proc, by the numbers that it knows")
        func ownProcesses() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair("Command(from: red, \"sh\", \"-c\", \"sleep 9 & ls -d /proc/[0-9]* | wc -l; readlink /proc/$!/exe; kill $!; echo $$\").succeeds(printing: \"2\\n\")")
            let outcome = try warren("test", folder.write(text))
            #expect(outcome.status == 0, "\(outcome.output)")
        }

        @Test("a program that has ended is drift, and apply starts it anew")
        func drift() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Run(on: blue, \"sleep\", \"4715\")"))
            let name = try folder.up(file)
            _ = try Program(["pkill", "--exact", "--full", "sleep 4715"]).end()
            // The keeper is told of it in its own time.
            try waitUntil("its end is drift") { try warren("plan", file, "--name", name).output.contains("drift: sleep runs in blue") }
            #expect(try warren("apply", file, "--name", name).status == 0)
            #expect(try processes("4715") == 1)
        }

        @Test("exec, shells and programs know the lab's names, and apply changes them for all")
        func names() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = try folder.up(file)
            let before = try String(contentsOfFile: "/etc/hosts", encoding: .utf8)
            #expect(try warren("exec", name, "red", "--", "getent", "hosts", "blue").output.split(separator: " ").first == "10.9.0.2")
            #expect(try warren("exec", name, "red", "--", "ping", "-c", "1", "blue").status == 0)
            // One that is there already when the address changes.
            let waiting = try WarrenProgram.start(["exec", name, "red", "--", "sh", "-c", "read x; getent hosts blue"])
            _ = try folder.write(SmallLab.pair().replacingOccurrences(of: "10.9.0.2/24", with: "10.9.0.22/24"))
            #expect(try warren("apply", file, "--name", name).status == 0)
            waiting.write("go\n")
            waiting.closeInput()
            #expect(try waiting.end().output.hasPrefix("10.9.0.22"))
            #expect(try String(contentsOfFile: "/etc/hosts", encoding: .utf8) == before)
        }

        @Test(
            "what cannot be is refused with its line",
            arguments: [
                ("Run(on: blue, \"\")", "the program has no name"),
                ("Run(on: blue, \"a\", ready: .listening(udp: 0))", "the port is 0; expected 1 to 65535"),
                ("Run(on: blue, \"a\", within: .zero)", "the time to wait is outside of 1 ms to one hour"),
                ("Run(on: blue, \"a\", \"b c\"); Run(on: blue, \"a\", \"b c\")", "blue runs `a 'b c'` already (line 12)"),
                ("Serve(on: blue, port: 7); Run(on: blue, \"a\", ready: .listening(tcp: 7))", "tcp 7 of blue has a server already (line 12), so a cannot listen there"),
                ("Command(from: Namespace(\"green\"), \"a\")", "green is not part of the lab: declare it, by its own name or within a Segment"),
                ("Command(from: red, \"a\").exits(256)", "the exit status is 256; expected 0 to 255"),
            ])
        func refused(_ element: String, _ message: String) throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair(element))
            let outcome = try warren("explain", file)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "\(file):12: error: \(message)\n")
        }
    }
}
