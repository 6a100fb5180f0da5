import Foundation
import Testing

extension EndToEnd {
    @Suite("What is left of a failure, for who wants to know", .serialized)
    struct TestAftermathTests {
        /// A failing lab under a name that is down when the folder goes.
        private func failing(_ folder: LabFolder) throws -> (file: String, name: String) {
            let name = folder.name("failing")
            let text = CILab.bad.replacingOccurrences(of: "Lab(\"bad\")", with: "Lab(\"\(name)\")")
            return (try folder.write(text), name)
        }

        @Test("a bundle has the reports, the packets and every node's tables", arguments: [[], ["--jobs", "2"]])
        func artifacts(_ more: [String]) throws {
            let folder = try LabFolder()
            let files = try CILab.write(folder, "good", "bad", "wrong")
            let directory = folder.path + "/deep/failed"
            let outcome = try WarrenProgram.start(["test"] + files + ["--artifacts", directory] + more).end()
            #expect(outcome.status == 2)
            #expect(outcome.output.contains("what failed is written down in \(directory)/bad"))
            func text(_ path: String) throws -> String { try String(contentsOfFile: "\(directory)/\(path)", encoding: .utf8) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["bad", "wrong.swift"])
            #expect(try text("bad/report.txt").contains("✗ red reaches 10.9.0.3"))
            let report = try JSONSerialization.jsonObject(with: Data(text("bad/report.json").utf8)) as? [String: Any]
            #expect((report?["labs"] as? [Any])?.count == 1)
            #expect(try text("wrong.swift/report.txt").contains("is not an address"))

            let red = "bad/stage-2/red"
            #expect(try text("\(red)/routes.txt").contains("10.9.0.0/24 dev eth0"))
            #expect(try text("\(red)/addresses.txt").contains("10.9.0.1/24"))
            #expect(try text("\(red)/links.txt").contains("veth"))
            #expect(try text("\(red)/neighbours.txt").contains("10.9.0.2 dev eth0 lladdr"))
            #expect(try text("\(red)/rules.txt").contains("lookup main"))
            #expect(try text("\(red)/sysctls.txt").contains("net.ipv4.ip_forward = 1\n"))
            #expect(try !text("bad/stage-2/blue/sysctls.txt").contains("ip_forward"))
            for file in ["fdb", "nftables"] { #expect(try !text("\(red)/\(file).txt").isEmpty) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/bad").sorted() == ["report.json", "report.txt", "stage-2"])

            let packets = try run("tcpdump", "-nr", "\(directory)/bad/stage-2/packets.pcapng")
            // On both links, though only one is spoken of.
            #expect(packets.lines.count { $0.contains("10.9.0.1 > 10.9.0.2: ICMP echo request") } == 2, "\(packets.output)")
            #expect(packets.output.contains("ARP, Request who-has 10.9.0.3"))
        }

        @Test("a bundle never mixes with one that is there")
        func again() throws {
            let folder = try LabFolder()
            let file = try CILab.write(folder, "bad")[0]
            let directory = folder.path + "/failed"
            for _ in 0..<2 { try warren("test", file, "--artifacts", directory) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["bad", "bad-2"])
        }

        @Test("a failed stage is left running as by up, and told how to look into and to end", arguments: [[], ["--timeout", "60"]])
        func keep(_ more: [String]) throws {
            let folder = try LabFolder()
            let (file, name) = try failing(folder)
            let outcome = try WarrenProgram.start(["test", file, "--keep-on-failure"] + more).end()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("`warren shell \(name) red`"))
            #expect(outcome.errors.contains("`warren down \(name)`"))
            #expect(try warren("exec", name, "red", "--", "sysctl", "-n", "net.ipv4.ip_forward").output == "1\n")
            let second = try warren("test", file, "--keep-on-failure")
            #expect(second.status == 1)
            #expect(second.errors.contains("is not kept"))
            #expect(try warren("down", name).status == 0)
        }

        @Test("a pause holds the very network that failed, until Enter")
        func pause() throws {
            let folder = try LabFolder()
            let (file, name) = try failing(folder)
            try leavesTheMachineAsItWas {
                let program = try WarrenProgram.start(["test", file, "--pause-on-failure"], onTerminal: true)
                try program.wait(for: "Enter goes on.")
                #expect(program.output.contains("warren shell \(name) red"))
                // What the probe left behind is there: this is no second building of it.
                #expect(try run("ip", "netns", "exec", "\(name).red", "ip", "neigh").output.contains("10.9.0.3"))
                #expect(try warren("exec", name, "blue", "--", "true").status == 0)
                program.write("\n")
                let outcome = try program.end()
                #expect(outcome.status == 1)
                #expect(outcome.output.contains("3 held, 1 failed"), "\(outcome.output)")
            }
        }

        @Test("a signal during a pause takes the names away")
        func pauseInterrupted() throws {
            let folder = try LabFolder()
            let (file, name) = try failing(folder)
            try leavesTheMachineAsItWas {
                let program = try WarrenProgram.start(["test", file, "--pause-on-failure"], onTerminal: true)
                try program.wait(for: "Enter goes on.")
                #expect(try warren("down", name).status == 0)
                #expect(try program.end().status == 143)
            }
        }
    }
}
