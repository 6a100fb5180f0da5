import Foundation
import Testing

/// Labs that end in each of the ways that a CI system has to tell apart.
enum CILab {
    static let good = SmallLab.pair("Stage(\"One\") { Ping(from: red, to: blue) }\n    Stage(\"Two\") { Ping(from: blue, to: red) }", name: "good")
    /// Its second stage fails, and has a setting of its own.
    static let bad = SmallLab.pair(
        """
        Stage("Fine") { Ping(from: red, to: blue) }
            Stage("Bro\\u{1b}ken <&\\"#") {
                red { Sysctl("net.ipv4.ip_forward", "1") }
                Ping(from: red, to: "10.9.0.3", timeout: .milliseconds(50))
                Ping(from: red, to: blue).seen(on: blue["eth0"], ICMP(.echoRequest))
            }
        """, name: "bad")
    static let wrong = SmallLab.pair("Ping(from: red, to: \"10.9.0.300\")", name: "wrong")
    static let slow = SmallLab.pair(SmallLab.silence, name: "slow")

    /// `good.swift`, `bad.swift`, … in the folder.
    static func write(_ folder: LabFolder, _ names: String...) throws -> [String] {
        let texts = ["good": good, "bad": bad, "wrong": wrong, "slow": slow]
        return try names.map { try folder.write(#require(texts[$0]), as: "\($0).swift") }
    }
}

extension EndToEnd {
    @Suite("Results for CI systems", .serialized)
    struct TestOutputTests {
        private func test(_ words: [String]) throws -> Program.Outcome { try WarrenProgram.start(["test"] + words).end() }

        @Test("real JSON has the fields that docs/json.md promises, and no others")
        func json() throws {
            let folder = try LabFolder()
            let outcome = try test(CILab.write(folder, "good", "bad", "wrong") + ["--format", "json", "--artifacts", folder.path + "/failed"])
            #expect(outcome.status == 2)
            let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            var fields: [String: Set<String>] = [:]
            Self.collect(value, at: "", into: &fields)
            let promised = try Self.promisedFields()
            #expect(promised.count >= 40)
            for (path, types) in fields {
                let wanted = try #require(promised[path], "\(path) is not documented")
                #expect(types == [wanted], "\(path) is \(types)")
            }
            // These are there only for what was skipped, and in a virtual machine.
            let optional: Set = ["labs[].stages[].skipped", "labs[].stages[].expectations[].reason", "labs[].machine"]
            #expect(Set(promised.keys).subtracting(fields.keys) == optional)

            let top = try #require(value as? [String: Any])
            #expect(top["format"] as? Int == 2)
            #expect(top["status"] as? Int == 2)
            let labs = try #require(top["labs"] as? [[String: Any]])
            #expect(labs.map { $0["name"] as? String } == ["good", "bad", "wrong.swift"])
            #expect(labs.map { $0["outcome"] as? String } == ["passed", "failed", "wrong"])
        }

        /// The rows `| `path` | type | …` of the part about `warren test`.
        private static func promisedFields() throws -> [String: String] {
            let page = try String(contentsOfFile: Package.path + "/docs/json.md", encoding: .utf8)
            let part = try #require(page.components(separatedBy: "\n## ").first { $0.hasPrefix("`warren test") })
            var fields: [String: String] = [:]
            for line in part.split(separator: "\n") where line.hasPrefix("| `") {
                let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                fields[cells[0].trimmingCharacters(in: ["`"])] = cells[1]
            }
            return fields
        }

        /// Every field's path and type; an object whose keys are names counts as one field, and so does what is of several
        /// kinds: FindingsTests hold those against the page.
        private static func collect(_ value: Any, at path: String, into fields: inout [String: Set<String>]) {
            switch value {
            case let object as [String: Any]:
                if !path.isEmpty { fields[path, default: []].insert("object") }
                if path.hasSuffix("lostPackets") || path.hasSuffix("subject") { return }
                for (key, value) in object { collect(value, at: path.isEmpty ? key : "\(path).\(key)", into: &fields) }
            case let array as [Any]:
                fields[path + "[]", default: []].insert("list")
                if path.hasSuffix("evidence") { return }
                for element in array {
                    guard let object = element as? [String: Any] else { continue }
                    for (key, value) in object { collect(value, at: "\(path)[].\(key)", into: &fields) }
                }
            case is String: fields[path, default: []].insert("text")
            default: fields[path, default: []].insert("number")
            }
        }

        @Test("a results file is written in one piece, and the text stays on the terminal")
        func output() throws {
            let folder = try LabFolder()
            let file = folder.path + "/results.xml"
            try Data("old".utf8).write(to: URL(fileURLWithPath: file))
            let outcome = try test(CILab.write(folder, "good", "bad") + ["--format", "junit", "--output", file])
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("✓ red reaches blue"))
            #expect(outcome.output.contains("Bro\\x1bken"))
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix("<?xml"))
            #expect(text.contains("classname=\"bad.2 Bro\\x1bken &lt;&amp;&quot;#\""))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["bad.swift", "good.swift", "results.xml"])
            #expect(try run("xmllint", "--noout", file).status == 0)
        }

        @Test("what has nowhere to go is a wrong command line, before anything runs")
        func nowhere() throws {
            let folder = try LabFolder()
            let files = try CILab.write(folder, "good")
            for path in [folder.path, folder.path + "/none/x"] {
                let outcome = try test(files + ["--output", path])
                #expect(outcome.status == 64)
                #expect(outcome.errors.contains("--output \(path)"))
                #expect(outcome.output == "")
            }
        }

        @Test("what is no ordinary file is written to and never replaced")
        func pipe() throws {
            let folder = try LabFolder()
            let pipe = folder.path + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            let reader = open(pipe, O_RDONLY | O_NONBLOCK)
            defer { close(reader) }
            #expect(try test(CILab.write(folder, "good") + ["--format", "tap", "--output", pipe]).status == 0)
            var status = stat()
            #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(reader, &buffer, buffer.count)
            #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).hasPrefix("TAP version 13"))
        }

        @Test("prove understands the real output")
        func tap() throws {
            let folder = try LabFolder()
            let file = folder.path + "/results.tap"
            #expect(try test(CILab.write(folder, "good", "bad", "wrong") + ["--format", "tap", "--output", file]).status == 2)
            let outcome = try run("prove", "--exec", "cat", file)
            #expect(outcome.output.contains("Failed tests:  4, 7"), "\(outcome.output)")
            #expect(!outcome.output.contains("Parse errors"))
        }

        @Test("the gravest of several labs is told, and all skipped is not all well")
        func statuses() throws {
            let folder = try LabFolder()
            #expect(try test(CILab.write(folder, "good", "bad")).status == 1)
            #expect(try test(CILab.write(folder, "bad", "wrong", "good")).status == 2)
            let none = try test(CILab.write(folder, "good") + ["--filter", "nothing"])
            #expect(none.status == 64)
            #expect(none.errors.contains("--filter nothing"))
        }
    }
}
