import Foundation
import Testing

@testable import Loading

@Suite("The compiler's driver is asked once how labs are compiled")
struct CompilationJobsTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    private func text(_ name: String) -> String { "import Warren\nLab(\"\(name)\") {}\n" }

    /// A toolchain of links to the real one, whose driver notes each time it is started, and says that its own linker's
    /// front end is to be used.
    private func toolchain() throws -> (compiler: String, linker: String, starts: () -> Int) {
        let (counting, starts) = try place.countingCompiler()
        let real = (try SwiftCompiler.locate(environment: place.environment, path: "").identity.path.split(separator: "/").dropLast().joined(separator: "/"))
        let directory = place.path + "/bin", linker = directory + "/clang"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        for name in ["swift-frontend", "clang", "ld.lld"] {
            try FileManager.default.createSymbolicLink(atPath: "\(directory)/\(name)", withDestinationPath: "/\(real)/\(name)")
        }
        let script = "#!/bin/sh\ncase \"$*\" in\n*-driver-print-jobs) '\(counting)' \"$@\" | sed 's|^/[^ ]*/clang |\(linker) |' ;;\n*) exec '\(counting)' \"$@\" ;;\nesac\n"
        try Data(script.utf8).write(to: URL(fileURLWithPath: directory + "/swiftc"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory + "/swiftc")
        return (directory + "/swiftc", linker, starts)
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
        let (compiler, linker, starts) = try toolchain()
        let loader = place.loader(["WARREN_SWIFTC": compiler])
        _ = try await loader.load(place.write(text("first")))
        try FileManager.default.removeItem(atPath: linker)
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
}
