import Foundation
import Testing

extension EndToEnd {
    @Suite("The project's own scripts", .serialized)
    struct ProjectScriptTests {
        @Test("shellcheck has nothing to say of them")
        func clean() throws {
            let packaging = try FileManager.default.contentsOfDirectory(atPath: Package.path + "/packaging").filter { $0.hasSuffix(".sh") }
            try #require(packaging.count > 1)
            let scripts = packaging.map { "packaging/\($0)" } + ["Tests/run.sh", ".ci/run"]
            let checked = try Program(["shellcheck"] + scripts.map { "\(Package.path)/\($0)" }).end()
            #expect(checked.status == 0 && checked.output == "", "\(checked.output)\(checked.errors)")
        }

        @Test("a run of tests that fails ends with what failed, whole and in short, and with what a crash ended")
        func failures() throws {
            let outcome = try run(testsPrinting: """
                ◇ Test "right" started.
                ✔ Test "right" passed after 0.1 seconds.
                ◇ Test "wrong" started.
                ◇ Test case passing 1 argument end → "down" to wrong(_:) started.
                ✘ Test "wrong" recorded an issue with 1 argument end → "down" at File.swift:3:7: Expectation failed: one == two
                ↳ the first line
                  the second
                ✘ Test "wrong" failed after 0.2 seconds with 1 issue.
                ◇ Test crashing() started.
                error: Exited with unexpected signal code 11
                """, status: 7)
            #expect(outcome.status == 7)
            #expect(outcome.output.components(separatedBy: "what failed, once more:\n").last == """
                ✘ Test "wrong" recorded an issue with 1 argument end → "down" at File.swift:3:7: Expectation failed: one == two
                ↳ the first line
                  the second

                in short:
                ✘ Test "wrong" recorded an issue with 1 argument end → "down" at File.swift:3:7: Expectation failed: one == two
                error: Exited with unexpected signal code 11
                ◇ Test crashing() has not ended

                """)
        }

        @Test("a run of tests that passes ends as swift ends it")
        func success() throws {
            let outcome = try run(testsPrinting: "◇ Test \"right\" started.\n✔ Test \"right\" passed after 0.1 seconds.", status: 0)
            #expect(outcome.status == 0)
            #expect(outcome.lines.last == "✔ Test \"right\" passed after 0.1 seconds.")
        }

        /// Tests/run.sh with a `swift` that prints this and nothing else.
        private func run(testsPrinting text: String, status: Int) throws -> Program.Outcome {
            let folder = try LabFolder()
            let output = try folder.write(text + "\n", as: "output")
            let swift = try folder.write("#!/bin/sh\ncat \(output)\nexit \(status)\n", as: "swift")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swift)
            var environment = Program.environment
            environment["PATH"] = "\(folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
            return try Program(["\(Package.path)/Tests/run.sh", "--skip-build"], environment: environment).end()
        }
    }
}
