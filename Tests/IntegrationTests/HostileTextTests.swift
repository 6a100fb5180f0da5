import Foundation
import Testing

extension EndToEnd {
    /// A lab file may come from anywhere, and so may what its programs say: whoever looks at it has a terminal that obeys.
    @Suite("No text of a lab reaches a terminal as anything but text", .serialized)
    struct HostileTextTests {
        /// Sets a title, turns the line around, clears the screen by a C1 control, rings, and goes back to hide what it did.
        private static let evil = #"\u{1B}]0;evil\u{7}\u{202E}\u{9B}2J\u{1B}[31m\r\u{8}\u{7F}\nfake line"#

        private static func lab(_ more: String = "") -> String {
            """
            import Warren

            let evil = parameter("evil", default: "\(evil)", "\(evil)")
            let red = Namespace("red")
            let blue = Namespace("blue")

            Lab("hostile") {
                red
                blue
                Veth(red["eth0"], blue["eth0"])
                red { Address("10.9.0.1/24", dev: "eth0") }
                blue { Address("10.9.0.2/24", dev: "eth0") }
                Stage("one \(evil)", "first \(evil)") {
                    Serve(on: blue, .tcp, port: 7, reply: "\(evil)")
                    HTTPServer(on: blue, port: 80, ["/": "\(evil)"])
                    Run(on: blue, "sh", "-c", "printf '\(evil.replacing("\\", with: "\\"))'; exec sleep 1000")
                    Ping(from: red, to: blue).seen(on: blue["eth0"], ICMP(.echoRequest), "note \(evil)")
                    Connect(from: red, to: blue, port: 7).receives("not \(evil)")
                    HTTPGet(from: red, to: blue, port: 80).answers(200, body: "not \(evil)")
                    Command(from: red, "printf", "%s", "\(evil)").succeeds(printing: "not \(evil)")
                }
                Stage("two \(evil)", "second \(evil)") {
                    red { Route("10.77.0.0/16", via: blue) }
                    \(more)
                }
            }

            """
        }

        /// What is in a text that a terminal would act upon; of what Warren itself colours, nothing.
        private static func danger(in outcome: Program.Outcome, onTerminal: Bool = false) -> [Unicode.Scalar] {
            var text = outcome.output + outcome.errors
            if onTerminal {
                text = text.replacing(/\u{1B}\[(0|1|2|31|32|33)m/, with: "").replacing("\r\n", with: "\n")
            }
            return text.unicodeScalars.filter { scalar in
                switch scalar.properties.generalCategory {
                case .control: scalar != "\n"
                case .format, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }
        }

        @Test("in any verb, with and without a terminal")
        func everyVerb() throws {
            let folder = try LabFolder()
            let file = try folder.write(Self.lab())
            let name = folder.name()
            var told = ""
            func check(_ words: [String], _ status: Int32 = 0, terminal: Bool = true) throws {
                for onTerminal in terminal ? [false, true] : [false] {
                    let program = try WarrenProgram.start(words, environment: ["TERM": "xterm"], onTerminal: onTerminal)
                    if words.first == "walk", onTerminal { program.write("\n\n\n\n") }
                    if !onTerminal { program.closeInput() }
                    let outcome = try program.end()
                    #expect(outcome.status == status, "\(words): \(outcome.errors)")
                    #expect(Self.danger(in: outcome, onTerminal: onTerminal) == [], "\(words)\(onTerminal ? " on a terminal" : "")")
                    // What is shown is on a line of its own only where it was written so: none begins with the forged one.
                    let isJSON = words.contains("json") || words.contains("-")
                    if !isJSON { #expect(!outcome.lines.contains { $0.hasPrefix("fake line") }, "\(words)") }
                    told += outcome.output + outcome.errors
                }
            }
            try check(["test", file], 1)
            for format in ["json", "junit", "tap", "text"] {
                try check(["test", file, "--format", format], 1)
                let output = "\(folder.path)/results.\(format)"
                try check(["test", file, "--format", format, "--output", output], 1, terminal: false)
                let text = try String(contentsOfFile: output, encoding: .utf8)
                #expect(Self.danger(in: .init(status: 0, output: text, errors: "")) == [], "\(format)")
            }
            try check(["test", file, "--jobs", "2"], 1)
            try check(["test", file, "--stage", "three"], 64)
            try check(["walk", file], 1)
            try check(["explain", file])
            try check(["explain", file, "--script", "--stage", "1"])
            try check(["explain", file, "--stage", "no such"], 64)
            try check(["explain", file, "--help-lab"])
            for format in ["text", "svg", "mermaid", "dot"] { try check(["graph", file, "--format", format]) }
            try check(["build", file, "--output", "-"])
            try check(["plan", file, "--name", name])
            try check(["up", file, "--name", name, "--stage", "1"], terminal: false)
            try check(["up", file, "--name", name], 2)
            try check(["list"])
            try check(["plan", file, "--name", name, "--stage", "2"])
            try check(["apply", file, "--name", name, "--stage", "2"], terminal: false)
            try check(["apply", file, "--name", name])
            // Names of links are whoever's who is in a node.
            let link = "x\u{1B}[31m\u{9B}2J"
            for words in [["link", "add", link, "type", "bridge"], ["link", "set", link, "up"]] {
                let made = try Program(["ip", "-n", "\(name).red"] + words).end()
                try #require(made.status == 0, "\(made.errors)")
            }
            try check(["inspect", name])
            try check(["inspect", name, "--format", "json"])
            try check(["capture", name, "red", "--timeout", "0.05"])
            try check(["capture", name, "red:nope"], 2)
            try check(["graph", name])
            try check(["doctor"])
            try check(["down", name], terminal: false)
            // They were told, not left out.
            #expect(told.contains(#"one \x1b]0;evil\x07\u{202e}\u{9b}2J\x1b[31m\x0d\x08\x7f\x0afake line"#))
        }

        @Test("in what is wrong with a lab")
        func problems() throws {
            let folder = try LabFolder()
            let wrong = [
                Self.lab(#"red { Sysctl("\#(Self.evil)", 1); Route("\#(Self.evil)", via: blue); Address("10.1.1.1/24", dev: "\#(Self.evil)") }"#),
                Self.lab("red { Sysctl(\"net.ipv4.ip_forward\", \"\(Self.evil)\") }"),
                Self.lab("fatalError(\"\(Self.evil)\")"),
                Self.lab("#error(\"\(Self.evil)\")"),
            ]
            for (number, text) in wrong.enumerated() {
                let file = try folder.write(text, as: "wrong\(number).swift")
                for words in [["explain", file], ["test", file], ["up", file, "--name", folder.name("wrong")]] {
                    let outcome = try WarrenProgram.start(words).end()
                    if number != 1 || words[0] != "explain" { #expect(outcome.status == 2, "\(number) \(words): \(outcome)") }
                    #expect(Self.danger(in: outcome) == [], "\(number) \(words): \(outcome.errors.debugDescription)")
                }
            }
        }
    }
}
