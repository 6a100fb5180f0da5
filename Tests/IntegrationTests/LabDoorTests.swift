import Foundation
import Testing

extension EndToEnd {
    @Suite("A running lab is asked by its keeper, without its file", .serialized)
    struct LabDoorTests {
        /// As many pods as its parameter says.
        private static let pods = """
            import Warren

            let pods = parameter("pods", default: 1, in: 1...9, "how many")
            let host = Host("host", "10.1.0.2/24")

            Lab("pods") {
                Segment("lan", gateway: "10.1.0.1") { host }
                for number in 1...pods { Pod("pod-\\(number)", "10.2.0.\\(number)/24", on: host) }
                Stage("Reach") { Ping(from: host, to: "10.2.0.1") }
                Stage("And back") { host { Route("10.9.0.0/24", via: "10.1.0.1") } }
            }

            """

        @Test("what runs is drawn, compared, mended and brought to another stage with its parameters, though its file is gone")
        func withoutFile() throws {
            let folder = try LabFolder()
            let file = try folder.write(Self.pods), name = folder.name()
            #expect(try warren("up", file, "--set", "pods=3", "--stage", "1", "--name", name).status == 0)
            let drawn = try warren("graph", file, "--set", "pods=3", "--stage", "1")
            try FileManager.default.removeItem(atPath: file)

            #expect(try warren("graph", name).output == drawn.output)
            #expect(drawn.output.contains("pod-3") && !drawn.output.contains("pod-4"))
            #expect(try warren("graph", name, "--stage", "and BACK").output.hasPrefix("pods · Stage 2: And back\n"))
            let parameters = try warren("plan", name, "--help-lab")
            #expect(parameters.status == 0 && parameters.output.contains("pods=3"), "\(parameters)")
            #expect(try warren("plan", name).output == "\(name) runs as its lab says, at stage 1, Reach: nothing to do\n")

            #expect(try run("ip", "-n", "\(name).host", "route", "del", "10.2.0.2").status == 0)
            let drift = try warren("plan", name)
            #expect(drift.output.hasPrefix("\(name) is 1 step of drift away from stage 1, Reach\n") && drift.output.contains("  ip route add 10.2.0.2 "), "\(drift)")
            let mended = try warren("apply", name)
            #expect(mended.lines.first?.hasPrefix("\(name) is now at stage 1, Reach ") == true && mended.output.contains("# drift: "), "\(mended)")
            #expect(try warren("apply", name).output == "\(name) is at stage 1, Reach already: nothing to do\n")
            let applied = try warren("apply", name, "--stage", "2")
            #expect(applied.lines.first?.hasPrefix("\(name) is now at stage 2, And back ") == true, "\(applied)")
            #expect(try warren("list").output.contains("2 And back"))
            #expect(try warren("plan", name).output.contains("at stage 2, And back: nothing to do"))
        }

        @Test("what a name cannot have is refused: a stage that the lab lacks, a parameter's value, another name, a lab that does not run")
        func wrongWords() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            for verb in ["plan", "apply", "graph", "prove"] {
                let stage = try warren(verb, name, "--stage", "nine")
                #expect(stage.status == 64 && stage.errors.contains(" has no stage \"nine\"; it has 1 pair\n"), "\(verb): \(stage)")
                let unknown = try warren(verb, "no-such-lab")
                #expect(unknown.status == 2 && unknown.errors.hasPrefix("warren: no lab no-such-lab is running; running: "), "\(verb): \(unknown)")
            }
            for verb in ["plan", "apply", "graph"] {
                #expect(try warren(verb, "no-such-lab").errors.hasSuffix(", and there is no file no-such-lab\n"))
                let value = try warren(verb, name, "--set", "pods=3")
                #expect(value.status == 64 && value.errors.contains("--set pods=3: the parameters of a running lab are set; expected a lab file, not \(name)"))
            }
            let other = try warren("plan", name, "--name", "other")
            #expect(other.status == 64 && other.errors.contains("--name other: \(name) is no file but what a lab runs as"))
        }

        @Test("a keeper says so if it does not know what it is asked")
        func foreignQuestion() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let script = """
                import socket, sys
                peer = socket.socket(socket.AF_UNIX); peer.connect(sys.argv[1]); peer.sendall(b'{"boil": {}}'); peer.shutdown(socket.SHUT_WR)
                print(peer.makefile().read())
                """
            let said = try run("python3", "-c", script, "/run/warren/\(name)/control")
            #expect(said.output.contains("the keeper does not know this question"), "\(said)")
            #expect(try warren("plan", name).status == 0)
        }
    }
}
