import Foundation
import Testing

extension EndToEnd {
    @Suite("Nodes are entered by exec and shell")
    struct NodeEntryTests {
        @Test("exec passes arguments, input, output and the exit status")
        func exec() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let words = try warren("exec", name, "red", "--", "printf", "%s|", "a b", "--stage", "-c", "", "*")
            #expect(words.output == "a b|--stage|-c||*|")
            let input = try warren("exec", name, "red", "cat", "-", input: "what is said\n")
            #expect(input.output == "what is said\n")
            let status = try warren("exec", name, "blue", "--", "sh", "-c", "echo wrong >&2; exit 42")
            #expect(status.status == 42)
            #expect(status.errors == "wrong\n")
            let killed = try warren("exec", name, "blue", "--", "sh", "-c", "kill -9 $$")
            #expect(killed.status == -SIGKILL)
        }

        @Test("a command sees the node's links in /sys and its settings in /proc, and the machine's keep theirs")
        func views() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair("red { Sysctl(\"net.ipv4.ip_default_ttl\", 77) }")))
            let before = try run("sh", "-c", "ls /sys/class/net; cat /proc/mounts").output
            let links = try warren("exec", name, "red", "--", "ls", "/sys/class/net")
            #expect(links.lines == ["eth0", "lo"])
            let setting = try warren("exec", name, "red", "--", "cat", "/proc/sys/net/ipv4/ip_default_ttl")
            #expect(setting.output == "77\n")
            let after = try run("sh", "-c", "ls /sys/class/net; cat /proc/mounts").output
            #expect(after == before)
        }

        @Test("no such command is 127, no program 126, no such node 2, no command at all 64")
        func failures() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let missing = try warren("exec", name, "red", "--", "no-such-command")
            #expect(missing.status == 127)
            #expect(missing.errors == "warren: no-such-command: No such file or directory\n")
            let directory = try warren("exec", name, "red", "--", "/tmp")
            #expect(directory.status == 126)
            let node = try warren("exec", name, "green", "--", "true")
            #expect(node.status == 2)
            #expect(node.errors == "warren: \(name) has no node green; it has blue, red\n")
            let lab = try warren("shell", "no-such-lab", "red")
            #expect(lab.status == 2)
            #expect(lab.errors.hasPrefix("warren: no lab no-such-lab is running"))
            let nothing = try warren("exec", name, "red", "--")
            #expect(nothing.status == 64)
        }

        @Test("shell is a shell on the terminal, in the node, that says where it is")
        func shell() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let program = try WarrenProgram.start(["shell", name, "red"], environment: ["SHELL": "/bin/sh", "TERM": "xterm"], onTerminal: true)
            try program.wait(for: "red# ")
            program.write("ip -o -4 addr show dev eth0; tty; echo \"$WARREN_LAB/$WARREN_NODE\"; exit 7\n")
            let outcome = try program.end()
            #expect(outcome.status == 7)
            #expect(outcome.output.contains("10.9.0.1/24"))
            #expect(outcome.output.contains("/dev/pts/"))
            #expect(outcome.output.contains("\(name)/red"))
        }

        @Test("a job in the shell is interrupted from the keyboard, and the shell goes on")
        func keyboard() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let program = try WarrenProgram.start(["shell", name, "red"], environment: ["SHELL": "/bin/bash", "TERM": "xterm"], onTerminal: true)
            try program.wait(for: "red# ")
            program.write("ping 10.9.0.2\n")
            try program.wait(for: "bytes from")
            program.write("\u{3}")
            try program.wait(for: "packets transmitted")
            program.write("exit\n")
            try program.end()
        }
    }
}
