import Foundation
import Testing

extension EndToEnd {
    /// A sample of what `make chaos`, `make crowd` and `make soak` try in full.
    @Suite("Disturbed at every point, in a crowd, and again and again", .serialized)
    struct ChaosTests {
        /// Runs the driver beside the tests, which works in namespaces of its own.
        private func chaos(_ words: String...) throws -> Program.Outcome {
            let driver = URL(fileURLWithPath: try WarrenProgram.require()).deletingLastPathComponent().path + "/warren-chaos"
            try #require(access(driver, X_OK) == 0, "there is no warren-chaos beside the tests: run them by `make test`")
            return try Program([driver] + words, environment: WarrenProgram.environment).end(within: 300)
        }

        @Test(
            "a refused request is named with its step and line, a killed keeper is told as such, and nothing stays",
            arguments: [("up", "12"), ("apply", "12"), ("down", "1")])
        func points(_ verb: String, _ every: String) throws {
            try leavesTheMachineAsItWas {
                let outcome = try chaos("points", Package.article, "--stage", "vxlan", "--verb", verb, "--every", every)
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.lines.contains("residue          0 namespaces, 0 links, 0 processes, 0 names, 0 files"))
                #expect(outcome.lines.contains("faults           0"))
            }
        }

        @Test("every point of a small lab's upbringing, and every step is named")
        func everyPoint() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("red { Firewall(.input) { Drop(.udp(to: 4242)) } }"))
            let outcome = try chaos("points", file, "--verb", "up")
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.lines.contains("residue          0 namespaces, 0 links, 0 processes, 0 names, 0 files"))
        }

        @Test("labs that several processes start and end at once, some under one name")
        func crowd() throws {
            try leavesTheMachineAsItWas {
                let outcome = try chaos("crowd", "--labs", "40", "--workers", "8")
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            }
        }

        @Test("again and again, and nothing grows")
        func soak() throws {
            let outcome = try chaos("soak", "--runs", "40")
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        }
    }
}
