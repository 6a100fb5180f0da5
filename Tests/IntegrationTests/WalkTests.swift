import Foundation
import Testing

extension EndToEnd {
    @Suite("A reader walks through a lab", .serialized)
    struct WalkTests {
        private static let prompt = "Enter goes on, s opens a shell in a node, q leaves."
        private static let lastPrompt = "Enter ends the walk, s opens a shell in a node."

        @Test("without a terminal everything is printed, stage after stage, and the status is that of test")
        func printed() throws {
            try leavesTheMachineAsItWas {
                let outcome = try warren("walk", Package.article)
                #expect(outcome.status == 0)
                let stages = outcome.lines.filter { $0.wholeMatch(of: /\d of 6  .*/) != nil }
                #expect(stages.first == "1 of 6  Environment" && stages.last == "6 of 6  vxlan with static entries" && stages.count == 6)
                #expect(!outcome.output.contains("Enter"))
                for line in [
                    "  ip route add 192.168.11.0/24 via 10.57.4.21 dev eth0 onlink", "  + route 192.168.11.0/24 via 10.57.4.21 dev eth0 scope global onlink",
                    "  - route 192.168.11.0/24 via 10.57.4.21 dev eth0 scope global onlink", "  ip link del mustang.tun0",
                    "  + forwarding entry 02:ee:41:cb:ab:98 dev vxlan0 dst 10.57.4.21 learned", "  + neighbour 192.168.11.1 dev vxlan0 lladdr 02:ee:41:cb:ab:98",
                ] {
                    #expect(outcome.lines.contains(line), "\(line)")
                }
                let tunnelled = /\s+host2:eth0  IP 10\.57\.4\.20 > 10\.57\.4\.21: IP 192\.168\.10\.10 > 192\.168\.11\.10: ICMP echo request, .*/
                #expect(outcome.lines.contains { $0.wholeMatch(of: tunnelled) != nil })
            }
        }

        @Test("a failed expectation shows, and makes the status 1")
        func failing() throws {
            let folder = try LabFolder()
            let outcome = try warren("walk", folder.write(SmallLab.pair("Ping(from: red, to: blue, timeout: .seconds(5)).fails()")))
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("✗ red does not reach blue"))
        }

        @Test("Enter goes on, s opens a shell in a node that really is there, q leaves; and nothing stays")
        func interactive() throws {
            try leavesTheMachineAsItWas {
                let walk = try WarrenProgram.start(["walk", Package.article], environment: ["TERM": "xterm", "SHELL": "/bin/sh"], onTerminal: true)
                try walk.wait(for: Self.prompt)
                #expect(walk.output.contains("1 of 6") && !walk.output.contains("2 of 6"))
                walk.write("\n")
                try walk.wait(for: "2 of 6")
                try wait(walk, forPrompts: 2)
                walk.write("s")
                try walk.wait(for: "In which node? underlay host1 host2 pod-a pod-b")
                walk.write("pod-a\n")
                try walk.wait(for: "pod-a# ")
                walk.write("ping -c 1 192.168.11.10 | grep -o '0% packet loss'; echo in-$WARREN_LAB-$WARREN_NODE; exit\n")
                try walk.wait(for: "in-pods-across-hosts-pod-a")
                #expect(walk.output.contains("\n0% packet loss"))
                try wait(walk, forPrompts: 3)
                walk.write("q")
                let outcome = try walk.end()
                #expect(outcome.status == 0)
                #expect(!outcome.output.contains("3 of 6"))
            }
        }

        @Test("an unknown node is told, and the last stage ends the walk")
        func last() throws {
            let folder = try LabFolder()
            let walk = try WarrenProgram.start(["walk", folder.write(SmallLab.pair())], environment: ["TERM": "xterm"], onTerminal: true)
            try walk.wait(for: Self.lastPrompt)
            walk.write("sgreen\n")
            try walk.wait(for: "There is no node green.")
            walk.write("\n")
            #expect(try walk.end().status == 0)
        }

        @Test("Ctrl-C leaves at once, with status 130 and nothing behind")
        func interrupted() throws {
            try leavesTheMachineAsItWas {
                let walk = try WarrenProgram.start(["walk", Package.article], environment: ["TERM": "xterm"], onTerminal: true)
                try walk.wait(for: Self.prompt)
                walk.write("\u{3}")
                #expect(try walk.end().status == 130)
            }
        }

        /// Waits until the prompt has been shown so often.
        private func wait(_ walk: Program, forPrompts count: Int) throws {
            while walk.output.components(separatedBy: Self.prompt).count <= count { try walk.waitForMore() }
        }
    }
}
