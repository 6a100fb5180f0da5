import CLinux
import Foundation
import Packets
import Testing

extension EndToEnd {
    @Suite("Captures begin and end as they are asked to", .serialized)
    struct CaptureVerbTests {
        @Test("the words after the links are a filter, and so is all that follows --")
        func filters() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let plain = try CaptureFixture(name, "blue:eth0", "icmp[icmptype]", "==", "icmp-echo", "and", "not", "arp", folder: folder)
            let dashed = try CaptureFixture(name, "blue:eth0", "--", "icmp", "and", "icmp[icmptype]", "!=", "icmp-echo", folder: folder)
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 3)
            let requests = try plain.end(after: "echo request", times: 3)
            #expect(requests.lines.count == 3 && CaptureFixture.counts(requests) == [3, 0])
            let replies = try dashed.end(after: "echo reply", times: 3)
            #expect(replies.lines.count == 3)
        }

        @Test("a node stands for its links but lo, and a link that is named twice is taken once")
        func nodes() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "3")
            let outcome = try warren("capture", name, "host1:eth0", "host1", "pod-b", "--timeout", "0.05")
            #expect(outcome.status == 0)
            #expect(outcome.errors == "listening on host1:eth0, host1:veth-pod-a, host1:mustang.tun0, pod-b:eth0\n0 packets captured, 0 dropped by the kernel\n")
        }

        @Test("what is not there is named with what there is, with status 2")
        func unknown() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let cases = [
                ([name, "blue:eth9"], "blue has no link eth9; it has lo, eth0"),
                ([name, "green:eth0"], "\(name) has no node green; it has blue, red"),
                ([name, "green"], "\(name) has no node green; it has blue, red"),
                ([name, "blue", "icmp", "orr"], "\"icmp orr\" is no filter: can't parse filter expression: syntax error (see pcap-filter(7))"),
            ]
            for (words, message) in cases {
                let outcome = try WarrenProgram.start(["capture"] + words).end()
                #expect(outcome.status == 2 && outcome.errors == "warren: \(message)\n" && outcome.output == "", "\(words): \(outcome)")
            }
            let lab = try warren("capture", "no-such-lab", "blue")
            #expect(lab.status == 2 && lab.errors.hasPrefix("warren: no lab no-such-lab is running; running: "))
            #expect(try warren("capture", name, "--", "icmp").status == 64)
            #expect(try warren("capture", name, "blue", "-c", "0").status == 64)
            #expect(try warren("capture", name, "blue", "--timeout", "0").status == 64)
            #expect(try warren("capture", name, "blue", "-w", "\(folder.path)/no/such").status == 3)
        }

        @Test("-c ends it after so many packets, the first in time")
        func count() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let capture = try CaptureFixture(name, "red:eth0", "blue:eth0", "icmp", options: ["-c", "3"], folder: folder)
            try Traffic(lab: name).ping("red", "10.9.0.2")
            let outcome = try capture.program.end()
            #expect(outcome.status == 0 && CaptureFixture.counts(outcome) == [3, 0])
            #expect(outcome.lines.map { $0.prefix(8) } == ["red:eth0", "blue:eth", "blue:eth"])
            #expect(try capture.tcpdump().count == 3)
        }

        @Test("SIGINT and SIGTERM end it with its counts and a whole file", arguments: [SIGINT, SIGTERM])
        func signals(_ signal: Int32) throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let capture = try CaptureFixture(name, "red", "blue", "icmp", folder: folder)
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 50)
            // At once: what the taps hold is told before it ends.
            capture.program.send(signal)
            let outcome = try capture.program.end()
            #expect(outcome.status == 0 && outcome.lines.count == 200)
            #expect(outcome.errorLines.last == "200 packets captured, 0 dropped by the kernel")
            let file = try PcapNGReader(Array(Data(contentsOf: URL(fileURLWithPath: capture.file))))
            #expect(file.packets.count == 200)
            #expect(file.interfaces.map(\.name) == ["red:eth0", "blue:eth0"])
            #expect(file.packets.count { $0.interface == 1 } == 100)
        }

        @Test("the file is whole at every moment, and -w - is the file on standard output")
        func flushing() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let capture = try CaptureFixture(name, "blue:eth0", "icmp", folder: folder)
            try Traffic(lab: name).ping("red", "10.9.0.2")
            try capture.program.wait(for: "echo reply")
            #expect(try capture.tcpdump().count >= 2)
            capture.program.send(SIGKILL)
            try capture.program.end()
            #expect(try capture.tcpdump().count >= 2)

            let piped = try Program(
                ["sh", "-c", "\"$0\" capture \(name) blue -w - -c 2 icmp | tcpdump -n -r -", WarrenProgram.require()],
                environment: WarrenProgram.environment)
            try piped.wait(forError: "listening on ")
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 1)
            let outcome = try piped.end()
            #expect(outcome.lines.count == 2 && outcome.lines.last?.contains("echo reply") == true)
        }

        @Test("it ends quietly when nobody reads any more, also when no packet comes")
        func brokenPipe() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let program = try Program(
                ["bash", "-c", "\"$0\" capture \(name) blue 'icmp[icmptype] == icmp-echo' | head -1; echo ${PIPESTATUS[0]}", WarrenProgram.require()],
                environment: WarrenProgram.environment)
            try program.wait(forError: "listening on ")
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 1)
            let outcome = try program.end()
            #expect(outcome.lines.count == 2 && outcome.lines.last == "0", "\(outcome)")
            #expect(outcome.errors == "listening on blue:eth0\n")
        }

        @Test("it says so when the lab goes, and does not hold what is left of it", arguments: [["host2", "pod-a:eth0"], ["underlay:underlay"]])
        func labGone(_ words: [String]) throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "3")
            let keeper = try #require(Processes.running(WarrenProgram.require()).first { !Processes.namespaces(heldBy: $0).isEmpty })
            let namespaces = Processes.namespaces(heldBy: keeper)
            let capture = try CaptureFixture(name, options: words, folder: folder)
            try warren("down", name)
            let outcome = try capture.program.end()
            #expect(outcome.status == 0)
            #expect(outcome.errorLines.dropFirst().first == "\(name) is gone", "\(outcome.errors)")
            #expect(outcome.errorLines.count == 3)
            #expect(Processes.holding(namespaces) == [])
        }

        @Test("a link that goes is said, and the others go on")
        func linkGone() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "3")
            let capture = try CaptureFixture(name, "host1:mustang.tun0", "host1:eth0", "arp or icmp or proto 4", folder: folder)
            let applied = try warren("apply", Package.article, "--stage", "2", "--name", name)
            try #require(applied.status == 0, "\(applied.errors)")
            try capture.program.wait(forError: "warren: host1:mustang.tun0: The interface disappeared")
            try Traffic(lab: name).ping("pod-a", "192.168.11.10", count: 1)
            let outcome = try capture.end(after: "echo reply")
            #expect(outcome.lines.allSatisfy { $0.hasPrefix("host1:eth0          ") })
        }

        /// Red and blue, and in the second stage a third node with a cable to red.
        private static let growing = """
            import Warren

            let red = Namespace("red")
            let blue = Namespace("blue")
            let green = Namespace("green")

            Lab("growing") {
                red
                blue
                Veth(red["eth0"], blue["eth0"])
                red { Address("10.9.0.1/24", dev: "eth0") }
                blue { Address("10.9.0.2/24", dev: "eth0") }
                Stage("two nodes") {}
                Stage("three nodes") {
                    green
                    Veth(red["eth1"], green["eth0"])
                    red { Address("10.8.0.1/24", dev: "eth1") }
                    green { Address("10.8.0.2/24", dev: "eth0") }
                }
            }

            """

        @Test("a node as a whole has the links too that come later, and lets go of those that go")
        func links() throws {
            let folder = try LabFolder()
            let file = try folder.write(Self.growing)
            let name = try folder.up(file, stage: "2")
            func bridge(in node: String, _ address: String) throws {
                for words in ["link add by-hand type bridge", "addr add \(address) dev by-hand", "link set by-hand up"] {
                    let made = try Program(["ip", "-n", "\(name).\(node)"] + words.split(separator: " ").map(String.init)).end()
                    try #require(made.status == 0, "\(made.errors)")
                }
            }
            try bridge(in: "green", "10.6.0.1/24")
            let capture = try CaptureFixture(name, "green", "red", "icmp", folder: folder)
            let program = capture.program
            func go(to stage: String) throws {
                let applied = try warren("apply", file, "--stage", stage, "--name", name)
                try #require(applied.status == 0, "\(applied.errors)")
            }
            try go(to: "1")
            try program.wait(forError: "warren: red:eth1: The interface disappeared\n")
            // A node that goes is let go of, or what is in it would stay for as long as somebody looks at it.
            try program.wait(forError: "warren: green:by-hand: green is gone\n")
            try go(to: "2")
            try program.wait(forError: "listening on green:eth0 too\n")
            try program.wait(forError: "listening on red:eth1 too\n")
            // One that is made by hand comes down, and is taken when it is up.
            try bridge(in: "red", "10.7.0.1/24")
            try program.wait(forError: "listening on red:by-hand too\n")
            try Traffic(lab: name).ping("red", "10.8.0.2")
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 1)
            let outcome = try capture.end(after: "10.9.0.2 > 10.9.0.1: ICMP echo reply")
            let links = outcome.lines.map { String($0.prefix { $0 != " " }) }
            #expect(Dictionary(grouping: links) { $0 }.mapValues(\.count) == ["red:eth1": 4, "green:eth0": 4, "red:eth0": 2])
            #expect(outcome.errors.hasPrefix("listening on green:by-hand, green:eth0, red:eth0, red:eth1\n"))
            #expect(outcome.errors.components(separatedBy: " too\n").count == 4)
            let kept = try PcapNGReader(Array(Data(contentsOf: URL(fileURLWithPath: capture.file))))
            let names = kept.packets.map { kept.interfaces[$0.interface].name ?? "" }
            #expect(names.sorted() == links.sorted())
            #expect(try capture.tcpdump().count == 10)
        }

        @Test("a node whose only link goes is waited for; a link by itself is not")
        func waiting() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let whole = try CaptureFixture(name, "blue", folder: folder)
            let single = try WarrenProgram.start(["capture", name, "red:eth0"])
            try single.wait(forError: "listening on red:eth0")
            func ip(_ words: String) throws {
                let outcome = try Program(["ip"] + words.split(separator: " ").map(String.init)).end()
                try #require(outcome.status == 0, "\(words): \(outcome.errors)")
            }
            try ip("-n \(name).red link del eth0")
            try whole.program.wait(forError: "warren: blue:eth0: The interface disappeared\n")
            let outcome = try single.end()
            #expect(outcome.status == 0 && outcome.errorLines.contains("warren: red:eth0: The interface disappeared"))
            try ip("link add eth0 netns \(name).red type veth peer name eth0 netns \(name).blue")
            for (node, address) in [("red", "10.9.0.1/24"), ("blue", "10.9.0.2/24")] {
                try ip("-n \(name).\(node) addr add \(address) dev eth0")
                try ip("-n \(name).\(node) link set eth0 up")
            }
            try whole.program.wait(forError: "listening on blue:eth0 too\n")
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 1)
            #expect(try whole.end(after: "echo reply").lines.count >= 2)
        }

        @Test("what the kernel's buffer could not hold is counted")
        func drops() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let capture = try CaptureFixture(name, "blue:eth0", "icmp", folder: folder)
            capture.program.send(SIGSTOP)
            try Traffic(lab: name).ping("red", "10.9.0.2", count: 1000)
            capture.program.send(SIGCONT)
            capture.program.send(SIGINT)
            let outcome = try capture.program.end()
            let counts = CaptureFixture.counts(outcome)
            #expect(counts.count == 2 && counts.reduce(0, +) == 2000 && counts[1] > 0, "\(outcome.errors)")
        }

        @Test("names that somebody has given links reach the terminal without their control characters")
        func escapes() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let evil = "x\u{1B}[31m\u{9B}2J"
            let made = try run("ip", "-n", "\(name).red", "link", "add", evil, "type", "bridge")
            try #require(made.status == 0, "\(made.errors)")
            try run("ip", "-n", "\(name).red", "link", "set", evil, "up")
            for outcome in [try warren("capture", name, "red", "--timeout", "0.05"), try warren("inspect", name), try warren("capture", name, "red:nope")] {
                let text = outcome.output + outcome.errors
                #expect(text.contains("x\\x1b[31m\\u{9b}2J"), "\(text)")
                #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) })
            }
        }
    }
}
