import Foundation
import Testing

extension EndToEnd {
    @Suite("Which labs are tested, how often, beside each other, and for how long", .serialized)
    struct TestControlTests {
        private func test(_ words: [String]) throws -> Program.Outcome { try WarrenProgram.start(["test"] + words).end() }

        @Test("labs that run at the same time are told one after the other, as on the command line")
        func jobs() throws {
            let folder = try LabFolder()
            let files = try CILab.write(folder, "bad", "good", "wrong")
            try leavesTheMachineAsItWas {
                let outcome = try test(files + ["--jobs", "3"])
                #expect(outcome.status == 2)
                let bad = try #require(outcome.output.range(of: "bad   2 nodes, 2 stages"))
                let good = try #require(outcome.output.range(of: "good   2 nodes, 2 stages"))
                #expect(bad.upperBound < good.lowerBound)
                // Nothing of the one within the other.
                #expect(outcome.output[good.lowerBound...].contains("blue reaches red"))
                #expect(!outcome.output[..<good.lowerBound].contains("blue reaches red"))
                #expect(outcome.lines.last?.hasPrefix("3 labs, 4 stages, 6 expectations: 5 held, 1 failed, 1 not run") == true, "\(outcome.output)")
                #expect(outcome.errors.contains("\"10.9.0.300\" is not an address"))
            }
        }

        @Test("a lab that takes too long has failed, and is gone with its processes")
        func timeout() throws {
            let folder = try LabFolder()
            let files = try CILab.write(folder, "good", "slow")
            #expect(try test([files[0]]).status == 0)
            try warren("explain", files[1])  // compiled before the clock runs
            try leavesTheMachineAsItWas {
                let outcome = try test(files + ["--timeout", "8"])
                #expect(outcome.status == 1)
                #expect(outcome.errors == "\(files[1]): error: it took longer than 8.00 s, and was ended; what was built is gone\n")
                #expect(outcome.lines.last?.contains("2 held, 1 overran") == true, "\(outcome.output)")
            }
        }

        @Test("kill -9 or a signal while labs run side by side leaves no process and no name", arguments: [SIGKILL, SIGINT, SIGTERM])
        func signals(_ signal: Int32) throws {
            let folder = try LabFolder()
            let file = try CILab.write(folder, "slow")[0]
            let other = try folder.write(SmallLab.pair(SmallLab.silence, name: "slow-too"), as: "other.swift")
            try leavesTheMachineAsItWas {
                let program = try WarrenProgram.start(["test", file, other, "--jobs", "2"])
                try program.wait(for: "built in")
                try waitUntil("both have their own process") { try Processes.running(WarrenProgram.require()).count == 3 }
                program.send(signal)
                let outcome = try program.end()
                #expect(outcome.status == (signal == SIGKILL ? -SIGKILL : 128 + signal))
                if signal != SIGKILL { #expect(outcome.errors == "warren: interrupted; what was built is gone\n") }
                try waitUntil("none is left") { try Processes.running(WarrenProgram.require()).isEmpty }
            }
        }

        @Test("a filter knows names, paths and patterns")
        func filter() throws {
            let folder = try LabFolder()
            _ = try CILab.write(folder, "good", "bad", "wrong")
            _ = try folder.write(SmallLab.pair(name: "other-name"), as: "file.swift")
            for (pattern, name) in [("goo", "good"), ("other-n", "other-name"), ("o*-name", "other-name"), ("file.swift", "other-name"), ("g??d", "good")] {
                let outcome = try test([folder.path, "--filter", pattern])
                #expect(outcome.status == 0, "\(pattern): \(outcome.errors)")
                #expect(outcome.lines.first?.hasPrefix("\(name)   ") == true, "\(pattern)")
                #expect(outcome.lines.last?.hasPrefix("1 lab,") == true, "\(pattern)")
            }
        }

        @Test("a stage is built straight from nothing, and proved alone")
        func stage() throws {
            let folder = try LabFolder()
            let files = try CILab.write(folder, "good", "bad")
            let one = try test([files[0], "--stage", "two"])
            #expect(one.status == 0)
            #expect(!one.output.contains("1 One"))
            #expect(one.output.contains("11 steps"), "\(one.output)")
            #expect(try test([files[1], "--stage", "1"]).status == 0)
            let both = try test([files[0], "--stage", "2", "--stage", "One"])
            #expect(both.lines.last?.hasPrefix("1 lab, 2 stages, 2 expectations: 2 held") == true)
            let none = try test([files[0], "--stage", "Three"])
            #expect(none.status == 64)
            #expect(none.errors.contains("has no stage \"Three\"; it has 1 One, 2 Two"))
        }

        @Test("repeating ends with the first run that fails, and says which")
        func repetition() throws {
            let folder = try LabFolder()
            let files = try CILab.write(folder, "good", "bad")
            let good = try test([files[0], "--repeat", "3"])
            #expect(good.status == 0)
            #expect(good.output.contains("run 3 of 3"))
            #expect(good.lines.last == "all of 3 runs held")
            let bad = try test(files + ["--repeat", "3"])
            #expect(bad.status == 1)
            #expect(bad.lines.last == "run 1 of 3 is the first that did not hold")
        }

        @Test("what cannot be meant is a wrong command line", arguments: [
            ["--jobs", "0"], ["--repeat", "0"], ["--timeout", "0"], ["--timeout", "-1"], ["--timeout", "nan"], ["--format", "yaml"],
            ["--pause-on-failure"], ["--pause-on-failure", "--keep-on-failure"],
        ])
        func usage(_ words: [String]) throws {
            let outcome = try test(["labs"] + words)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("Error: "))
        }
    }
}
