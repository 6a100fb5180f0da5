import Foundation
import Testing

extension EndToEnd {
    @Suite("The program's output suits whoever reads it")
    struct OutputTests {
        private func lab(_ folder: LabFolder) throws -> String {
            try folder.write(SmallLab.pair("Ping(from: red, to: blue)\nPing(from: red, to: \"10.9.0.2\", timeout: .seconds(5)).fails()"))
        }

        @Test("no escape codes without a terminal")
        func plain() throws {
            let folder = try LabFolder()
            let file = try lab(folder)
            for words in [["test", file], ["explain", file], ["doctor"], ["list"], ["--help"]] {
                let outcome = try WarrenProgram.start(words, environment: ["TERM": "xterm-256color"]).end()
                #expect(!(outcome.output + outcome.errors).contains("\u{1B}"), "\(words)")
            }
        }

        @Test("colour on a terminal")
        func coloured() throws {
            let folder = try LabFolder()
            let outcome = try warren("test", try lab(folder), environment: ["TERM": "xterm-256color"], onTerminal: true)
            #expect(outcome.output.contains("\u{1B}[32m✓\u{1B}[0m red reaches blue"))
            #expect(outcome.output.contains("\u{1B}[31m✗\u{1B}[0m red does not reach 10.9.0.2"))
        }

        @Test("no colour under NO_COLOR, or on a terminal that calls itself dumb", arguments: [["NO_COLOR": "1", "TERM": "xterm"], ["TERM": "dumb"], [:]])
        func uncoloured(_ environment: [String: String]) throws {
            let folder = try LabFolder()
            let outcome = try warren("test", try lab(folder), environment: environment, onTerminal: true)
            #expect(outcome.output.contains("✓ red reaches blue"))
            #expect(!outcome.output.contains("\u{1B}"))
        }

        @Test("an empty NO_COLOR forbids nothing (no-color.org)")
        func emptyNoColour() throws {
            let folder = try LabFolder()
            let outcome = try warren("test", try lab(folder), environment: ["NO_COLOR": "", "TERM": "xterm"], onTerminal: true)
            #expect(outcome.output.contains("\u{1B}[32m✓"))
        }

        @Test("times stand in one column on a terminal of any width")
        func columns() throws {
            let folder = try LabFolder()
            let outcome = try warren("test", try lab(folder), environment: ["NO_COLOR": "1", "TERM": "xterm"], onTerminal: true)
            let measured = outcome.output.split(whereSeparator: \.isNewline).map(String.init).filter { $0.hasSuffix(" ms") || $0.hasSuffix(" s") }
            #expect(measured.count >= 3)
            #expect(Set(measured.map(\.count)) == [100])
        }

        @Test("every verb explains itself", arguments: ["test", "up", "down", "list", "exec", "shell", "explain", "doctor"])
        func help(_ verb: String) throws {
            for words in [[verb, "--help"], ["help", verb]] {
                let outcome = try WarrenProgram.start(words).end()
                #expect(outcome.status == 0)
                #expect(outcome.output.contains("USAGE: warren \(verb)"))
                #expect(outcome.lines.first?.hasPrefix("OVERVIEW: ") == true)
            }
            let all = try warren("--help")
            #expect(all.lines.contains { $0.hasPrefix("  \(verb) ") })
        }

        @Test("the help tells every exit status, and hides the keeper")
        func statuses() throws {
            let text = try warren("--help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for status in ["0 all held", "1 an expectation failed", "2 the lab is wrong", "3 this machine cannot run", "64 the command line is wrong", "130 interrupted", "143 told to end"] {
                #expect(text.contains(status), "\(status)")
            }
            #expect(!text.contains("keeper"))
        }

        @Test("what is no verb, no option or too little is a wrong command line", arguments: [["tset"], ["test"], ["test", "--no-such", "x"], ["up"], ["exec", "a"], ["shell", "a"], ["explain"]])
        func usage(_ words: [String]) throws {
            let outcome = try WarrenProgram.start(words).end()
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("Error: "))
        }

        @Test("output that nobody reads any more is no reason to leave anything", .serialized, arguments: [["test"], ["up", "--name"]])
        func brokenPipe(_ words: [String]) throws {
            let folder = try LabFolder()
            let file = try lab(folder)
            try leavesTheMachineAsItWas {
                let name = words.count > 1 ? [folder.name("pipe")] : []
                let script = "\"$@\" 2>&1 | true"
                try Program(["bash", "-c", script, "sh", WarrenProgram.require(), words[0], file] + words.dropFirst() + name, environment: WarrenProgram.environment).end()
                if let name = name.first { try warren("down", name) }
                try waitUntil("no warren runs") { try Processes.running(WarrenProgram.require()) == [] }
            }
        }
    }
}
