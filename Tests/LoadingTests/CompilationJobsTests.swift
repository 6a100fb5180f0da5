import Foundation
import Testing

@testable import Loading

@Suite("The compiler's driver is asked once how labs are compiled")
struct CompilationJobsTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    private func text(_ name: String) -> String { "import Warren\nLab(\"\(name)\") {}\n" }

    private func run(_ program: String, _ arguments: String...) throws {
        let process = try Process.run(URL(fileURLWithPath: program), arguments: arguments)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// A toolchain of links to the real one, whose driver notes each time it is started, and says that a front end of another name
    /// is to be used.
    private func toolchain() throws -> (compiler: String, frontEnd: String, starts: () -> Int) {
        let (counting, starts) = try place.countingCompiler()
        let real = (try SwiftCompiler.locate(environment: place.environment, path: "").identity.path.split(separator: "/").dropLast().joined(separator: "/"))
        let directory = place.path + "/bin", frontEnd = directory + "/front-end"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        for (name, program) in [("swift-frontend", "swift-frontend"), ("front-end", "swift-frontend"), ("ld.lld", "ld.lld")] {
            try FileManager.default.createSymbolicLink(atPath: "\(directory)/\(name)", withDestinationPath: "/\(real)/\(program)")
        }
        let script = "#!/bin/sh\ncase \"$*\" in\n*-driver-print-jobs) '\(counting)' \"$@\" | sed 's|^/[^ ]*/swift-frontend |\(frontEnd) |' ;;\n*) exec '\(counting)' \"$@\" ;;\nesac\n"
        try Data(script.utf8).write(to: URL(fileURLWithPath: directory + "/swiftc"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory + "/swiftc")
        return (directory + "/swiftc", frontEnd, starts)
    }

    @Test("a second lab is compiled without it")
    func once() async throws {
        let (compiler, _, starts) = try toolchain()
        let loader = place.loader(["WARREN_SWIFTC": compiler])
        for name in ["first", "second", "third"] { #expect(try await loader.load(place.write(text(name))).name == name) }
        #expect(starts() == 1)
    }

    @Test("where its words no longer hold it is asked again, and the lab is compiled all the same")
    func stale() async throws {
        let (compiler, frontEnd, starts) = try toolchain()
        let loader = place.loader(["WARREN_SWIFTC": compiler])
        _ = try await loader.load(place.write(text("first")))
        try FileManager.default.removeItem(atPath: frontEnd)
        #expect(try await loader.load(place.write(text("second"))).name == "second")
        #expect(starts() == 2, "the driver itself")
        #expect(try await loader.load(place.write(text("third"))).name == "third")
        #expect(starts() == 4, "its words, and the driver itself")
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

    @Test("no program stands between the compiler and the linker, and what a lab asks for is linked all the same")
    func between() async throws {
        // A driver that has its words from the real one, and notes what is run of them.
        let (counting, _) = try place.countingCompiler()
        let real = "/" + (try SwiftCompiler.locate(environment: place.environment, path: "").identity.path.split(separator: "/").dropLast().joined(separator: "/"))
        let directory = place.path + "/noting", notes = place.path + "/notes"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        func program(_ name: String, _ text: String) throws {
            try Data(("#!/bin/sh\n" + text).utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(directory)/\(name)")
        }
        for name in ["swift-frontend", "swift-autolink-extract", "clang"] {
            try program(name, "case \"$*\" in *-###*) ;; *) echo \(name) >> '\(notes)' ;; esac\nexec \(real)/\(name) \"$@\"\n")
        }
        try FileManager.default.createSymbolicLink(atPath: directory + "/ld.lld", withDestinationPath: real + "/ld.lld")
        try program("swiftc", "case \"$*\" in\n*-driver-print-jobs) '\(counting)' \"$@\" | sed 's|^\(real)/|\(directory)/|' ;;\n*) exec '\(counting)' \"$@\" ;;\nesac\n")

        let loader = place.loader(["WARREN_SWIFTC": directory + "/swiftc"])
        #expect(try await loader.load(place.write(text("plain"))).name == "plain")
        // What the first lab did not need.
        let more = "import Foundation\nimport Warren\nLab(String(format: \"%@-lab\", \"own\")) {}\n"
        #expect(try await loader.load(place.write(more)).name == "own-lab")
        #expect(try String(contentsOfFile: notes, encoding: .utf8) == "swift-frontend\nswift-frontend\n")
    }

    @Test("a driver with other steps than the usual has them done as it says")
    func otherSteps() async throws {
        let directory = try PrivateDirectory(environment: [:], user: nil, path: "x.swift")
        defer { directory.remove() }
        func jobs(_ lines: String...) -> CompilationJobs? { CompilationJobs(printed: lines.joined(separator: "\n"), in: directory) }
        let (compile, extract, link) = ("/b/front -o \(directory.build)/x.o", "/b/swift-autolink-extract \(directory.build)/x.o -o \(directory.build)/x.l", "/b/clang @\(directory.build)/x.l -o \(directory.program)")
        let usual = try #require(jobs(compile, extract, link)?.inParts(for: directory))
        #expect(usual.parts(in: directory)?.libraries == directory.build + "/x.l")
        #expect(jobs(compile, extract, link)?.parts(in: directory) == nil)
        #expect(jobs(compile, link)?.inParts(for: directory) == nil)
        #expect(jobs(compile, extract + " -v", link)?.inParts(for: directory) == nil)
        #expect(jobs(compile, extract.replacing("extract", with: "else"), link)?.inParts(for: directory) == nil)
        #expect(jobs(compile, compile, extract, link)?.inParts(for: directory) == nil)

        let answer = "version 1\n \"/b/ld\" \"-o\" \"\(directory.program)\" \"\(CompilationJobs.anyLibrary)\"\n"
        let linked = try #require(usual.linking(by: answer, for: directory)?.parts(in: directory))
        #expect(linked.link == "\"/b/ld\" \"-o\" \"\(directory.program)\" \"@\(directory.build)/x.l\"")
        for wrong in [answer + answer, "", answer.replacing("what-", with: ""), answer.replacing("/b/ld", with: "/b`id`/ld"), answer.replacing("/lab", with: "/lub")] {
            #expect(usual.linking(by: wrong, for: directory) == nil, "\(wrong)")
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
        #expect(try #require(AutolinkEntries(object: bytes)).words.sorted() == theirs.sorted())
        for count in [0, 5, 63, 64, 200, bytes.count - 1] { #expect(AutolinkEntries(object: Array(bytes[..<count])) == nil) }
        var lying = bytes
        for place in 0x28..<0x40 { lying[place] = 0xff }
        #expect(AutolinkEntries(object: lying) == nil)
    }
}
