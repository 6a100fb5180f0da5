import Foundation
import Testing

extension EndToEnd {
    @Suite("Portable labs and parameters", .serialized)
    struct PortableLabTests {
        static let text = """
            import Warren
            let count = parameter("count", default: 1, in: 1...3, "how many others")
            let red = Namespace("red")
            Lab("counted") {
                for n in 1...count { Veth(red["to\\(n)"], Namespace("n\\(n)")["eth0"]); Namespace("n\\(n)") }
                red
                Stage("first") { red { Address("10.9.0.1/24", dev: "to1") } }
                Stage("second") {
                    red { Address("10.9.0.1/24", dev: "to1") }
                    Within(node: "n1", elements: Address("10.9.0.2/24", dev: "eth0").lowered, source: SourceLocation(file: #filePath, line: #line))
                    Ping(from: red, to: "10.9.0.2")
                }
            }

            """

        /// No compiler anywhere, and nothing remembered of labs that were compiled.
        static let bare = ["PATH": "", "WARREN_SWIFTC": "/none", "HOME": "", "WARREN_CACHE": "/nonexistent"]

        /// What every verb with a FILE does with a portable lab is what it does with the Swift file.
        @Test("every verb takes a portable lab, on a machine without a compiler")
        func everyVerb() throws {
            let folder = try LabFolder()
            let swift = try folder.write(Self.text)
            let lab = "\(folder.path)/counted.lab"
            let built = try warren("build", swift, "-o", lab, "--set", "count=2")
            #expect(built.status == 0 && built.lines == ["\(lab): counted, portable"], "\(built.errors)")

            for arguments in [["explain"], ["explain", "--stage", "1"], ["build", "-o", "-"]] {
                let words = [arguments[0], lab] + arguments.dropFirst()
                let portable = try WarrenProgram.start(words, environment: Self.bare).end()
                let compiled = try WarrenProgram.start([arguments[0], swift, "--set", "count=2"] + arguments.dropFirst()).end()
                #expect(portable.status == 0 && portable.output == compiled.output, "\(words): \(portable.errors)")
            }
            #expect(try String(contentsOfFile: lab, encoding: .utf8) == warren("build", lab, "-o", "-").output)
            let tested = try WarrenProgram.start(["test", lab], environment: Self.bare).end()
            #expect(tested.status == 0 && tested.output.contains("3 nodes") && tested.output.contains("1 held"), "\(tested.output)\(tested.errors)")

            let name = folder.name()
            let verbs = [["up", lab, "--stage", "1", "--name", name], ["plan", lab, "--name", name], ["apply", lab, "--stage", "2", "--name", name]]
            for (verb, said) in zip(verbs, ["is up at stage 1, first", "runs as the file says", "is now at stage 2, second"]) {
                let outcome = try WarrenProgram.start(verb, environment: Self.bare).end()
                #expect(outcome.status == 0 && outcome.output.contains(said), "\(verb): \(outcome.output)\(outcome.errors)")
            }
        }

        @Test("without a compiler a Swift file is refused, and the remedy names portable labs")
        func withoutCompiler() throws {
            let folder = try LabFolder()
            let outcome = try WarrenProgram.start(["test", folder.write(Self.text)], environment: Self.bare).end()
            #expect(outcome.status == 3 && outcome.errors.contains("portable .lab file"), "\(outcome.errors)")
        }

        @Test("the form is the same each time, and says its version")
        func form() throws {
            let folder = try LabFolder()
            let swift = try folder.write(Self.text)
            let one = try warren("build", swift, "-o", "-"), two = try warren("build", swift, "-o", "-")
            #expect(one.output == two.output && one.lines.contains("  \"format\" : 1,"))
            let object = try #require(JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
            #expect(Set(object.keys) == ["base", "format", "name", "parameters", "source", "stages"])
            let later = try folder.write(one.output.replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 7"), as: "later.lab")
            let refusal = try warren("explain", later)
            #expect(refusal.status == 2 && refusal.errorLines == ["\(later): error: not a lab: format: a lab of format 7; this Warren reads format 1"])
        }

        @Test("a portable lab that is wrong is refused by every verb, by the lines that it was built from", arguments: ["test", "walk", "up", "plan", "apply", "explain", "build"])
        func wrong(_ verb: String) throws {
            let folder = try LabFolder()
            let swift = try folder.write(Self.text)
            let text = try warren("build", swift, "-o", "-").output.replacingOccurrences(of: "10.9.0.1/24", with: "10.9.0.300/24")
            let lab = try folder.write(text, as: "wrong.lab")
            let outcome = try warren(verb, lab)
            #expect(outcome.status == 2)
            #expect(outcome.errorLines == [
                "\(swift):7: error: \"10.9.0.300/24\" is not an address with its prefix length; expected one such as 10.57.4.20/24",
                "\(swift):9: error: \"10.9.0.300/24\" is not an address with its prefix length; expected one such as 10.57.4.20/24",
                "\(lab): note: a portable lab; these are lines of the file that it was built from",
            ], "\(outcome.errors)")
        }

        @Test("what cannot be written is told, and a Swift file is never written over")
        func output() throws {
            let folder = try LabFolder()
            let swift = try folder.write(Self.text)
            let nowhere = try warren("build", swift, "-o", "\(folder.path)/no/where.lab")
            #expect(nowhere.status == 3 && nowhere.errorLines == ["\(folder.path)/no/where.lab: error: cannot be written: No such file or directory"])
            #expect(try warren("build", swift, "-o", swift).status == 64)
            #expect(try String(contentsOfFile: swift, encoding: .utf8) == Self.text)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["lab.swift"])
        }

        @Test("--set reaches the lab of every verb, and wrong values end it with status 2", arguments: ["test", "walk", "up", "plan", "apply", "explain", "build"])
        func settings(_ verb: String) throws {
            let folder = try LabFolder()
            let swift = try folder.write(Self.text)
            let range = try warren(verb, swift, "--set", "count=7")
            #expect(range.status == 2 && range.errorLines == ["\(swift):2: error: count is set to \"7\"; expected a whole number from 1 to 3"], "\(range.errors)")
            let unknown = try warren(verb, swift, "--set", "counts=2")
            #expect(unknown.status == 2 && unknown.errorLines == ["\(swift): error: the lab has no parameter \"counts\"; it has count"], "\(unknown.errors)")
            #expect(try warren(verb, swift, "--set", "count").status == 64)
            let help = try warren(verb, swift, "--set", "count=1", "--set", "count=2", "--help-lab")
            #expect(help.status == 0 && help.errors == "")
            #expect(help.lines == ["counted   1 parameter", "  count=2   how many others; a whole number from 1 to 3 (the default is 1)"])
        }

        @Test("the value that is set is what is built")
        func built() throws {
            let folder = try LabFolder()
            let swift = try folder.write(Self.text)
            #expect(try warren("explain", swift, "--set", "count=3").output.contains("ip netns add n3"))
            #expect(try warren("test", swift, "--set", "count=3").lines.first?.contains("4 nodes, 2 stages") == true)
            let failing = try folder.write(Self.text.replacingOccurrences(of: "to: \"10.9.0.2\"", with: "to: \"10.9.0.77\""), as: "failing.swift")
            #expect(try warren("test", failing, "--set", "count=2").output.contains("warren up \(failing) --set count=2 --stage 2"))
            let name = folder.name()
            #expect(try warren("up", swift, "--set", "count=2", "--name", name).status == 0)
            #expect(try run("ip", "-n", "\(name).n2", "link", "show", "eth0").status == 0)
            #expect(try warren("plan", swift, "--set", "count=2", "--name", name).output.contains("runs as the file says"))
            #expect(try warren("plan", swift, "--name", name).output.contains("away from stage 2"))
        }
    }
}
