import Foundation
import Testing

@testable import Loading

@Suite("A lab is compiled without the compiler's driver, where that is known to do the same")
struct CompilationTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    private func text(_ name: String) -> String { "import Warren\nLab(\"\(name)\") {}\n" }

    private func run(_ program: String, _ arguments: String...) throws {
        let process = try Process.run(URL(fileURLWithPath: program), arguments: arguments)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test("the front end, clang's word and the linker are all that it takes; what a lab asks for is linked")
    func direct() async throws {
        let toolchain = try Toolchain(in: place)
        let loader = place.loader(["WARREN_SWIFTC": toolchain.compiler])
        #expect(try await loader.load(place.write(text("plain"))).name == "plain")
        // What the first lab did not need.
        let more = "import Foundation\nimport Warren\nLab(String(format: \"%@-lab\", \"own\")) {}\n"
        #expect(try await loader.load(place.write(more)).name == "own-lab")
        #expect(toolchain.starts.sorted() == ["clang", "swift-frontend", "swift-frontend"])
    }

    @Test("clang is asked again when its word no longer holds, and the driver links meanwhile")
    func stale() async throws {
        let toolchain = try Toolchain(in: place), linker = place.path + "/ld.lld"
        try #require(symlink(toolchain.real + "/bin/ld.lld", linker) == 0)
        let changing = "sed 's|\"[^\"]*/ld.lld\"|\"\(linker)\"|'"
        try toolchain.write("'\(toolchain.real)/bin/clang' \"$@\" 2>&1 | \(changing)", as: "clang")
        let loader = place.loader(["WARREN_SWIFTC": toolchain.compiler])
        for name in ["first", "second", "third"] {
            #expect(try await loader.load(place.write(text(name))).name == name)
            unlink(linker)
        }
        let words = [["swift-frontend", "clang"], ["swift-frontend", "swiftc"], ["swift-frontend", "clang", "swiftc"]]
        #expect(toolchain.starts == words.flatMap(\.self))
    }

    @Test("the driver does it where one of them fails, or is not where swift.org's installations have it", arguments: [
        "bin/swift-frontend", "bin/clang", "lib", "swift-frontend fails", "clang fails", "the linker fails",
    ])
    func driver(lacking: String) async throws {
        let toolchain = try Toolchain(in: place)
        if lacking == "the linker fails" {
            try toolchain.write("echo ' \"/bin/false\" \"-lwhat-is-linked\" \"the-program\"'", as: "clang")
        } else if lacking.hasSuffix(" fails") {
            try toolchain.write("exit 1", as: String(lacking.dropLast(6)))
        } else {
            try FileManager.default.removeItem(atPath: "\(toolchain.path)/\(lacking)")
        }
        let loader = place.loader(["WARREN_SWIFTC": toolchain.compiler])
        #expect(try await loader.load(place.write(text("first"))).name == "first")
        #expect(toolchain.starts.last == "swiftc" && toolchain.starts.filter { $0 == "swiftc" }.count == 1)
        #expect(lacking.hasSuffix(" fails") || toolchain.starts == ["swiftc"])
        #expect(place.leftovers.isEmpty)
    }

    @Test("errors and warnings are the driver's own, word by word")
    func diagnostics() async throws {
        let (driver, _) = try place.countingCompiler()  // without a front end beside it
        let wrong = try place.write("import Warren\nlet unused = 1\nfunc f() { let x = 1 }\nLab(\"wrong\") { Host(7) }\nPod(\n", as: "wrong.swift")
        let direct = try #require(await place.refusal(wrong)), whole = try #require(await place.refusal(wrong, place.loader(["WARREN_SWIFTC": driver])))
        #expect(direct.lines == whole.lines && direct.lines.contains { $0.hasPrefix("\(wrong):4:") })

        let warned = try place.write("import Warren\nfunc f() { let x = 1 }\nLab(\"warned\") {}\n", as: "warned.swift")
        let notes = try await place.loader().loadWithNotes(warned).notes
        #expect(try await place.loader(["WARREN_SWIFTC": driver]).loadWithNotes(warned).notes == notes)
        #expect(notes.contains("\(warned):2:"))
    }

    @Test("of clang's answer the command is taken, word by word as a shell reads it; of another nothing is")
    func linker() throws {
        let answer = "version 1\n \"/b/ld\" \"-o\" \"the-program\" \"a \\\"b\\\\\" \"-lwhat-is-linked\" \"\"\n"
        let command = try #require(LinkerCommand(answer: answer))
        #expect(command.linker == "/b/ld")
        #expect(command.arguments(inputs: ["x.o", "-ly"], program: "/p") == ["-o", "/p", "a \"b\\", "x.o", "-ly", ""])
        for wrong in [answer + answer, "", answer.replacing("what-", with: ""), answer.replacing("the-program", with: "lab")] {
            #expect(LinkerCommand(answer: wrong) == nil, "\(wrong)")
        }
    }

    @Test("what an object file asks for is read from it, as the compiler's own tool reads it; what is none is not")
    func entries() throws {
        let source = try place.write("import Foundation\nprint(Date())\n"), object = place.path + "/x.o"
        try run(SwiftCompiler.locate(environment: place.environment, path: "").path, "-c", source, "-o", object)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: object)))
        let tool = try SwiftCompiler.locate(environment: place.environment, path: "").path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/swift-autolink-extract"
        try run(tool, object, "-o", place.path + "/x.l")
        let theirs = try String(contentsOfFile: place.path + "/x.l", encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(try Set(#require(AutolinkEntries(object: bytes)).words) == Set(theirs))
        for count in [0, 5, 63, 64, 200, bytes.count - 1] { #expect(AutolinkEntries(object: Array(bytes[..<count])) == nil) }
        var lying = bytes
        for place in 0x28..<0x40 { lying[place] = 0xff }
        #expect(AutolinkEntries(object: lying) == nil)
    }
}
