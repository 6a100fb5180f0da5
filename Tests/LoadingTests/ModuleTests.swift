import Foundation
import Testing
import Warren

@testable import Loading

@Suite("Labs import further modules that stand beside Warren")
struct ModuleTests {
    let place: Workplace
    let library: String

    /// A library with Warren's module and archive, and the directory for more.
    init() throws {
        place = try Workplace()
        library = place.path + "/library"
        let real = try LabLibrary.locate(override: nil, path: "")
        try FileManager.default.createDirectory(atPath: library + "/Modules", withIntermediateDirectories: true)
        let module = real.module.path.split(separator: "/").last ?? ""
        try #require(symlink(real.archive.path, "\(library)/libWarrenLab.a") == 0)
        try #require(symlink(real.module.path, "\(library)/Modules/\(module)") == 0)
    }

    /// Makes `NAME.swiftmodule` and `libNAME.a`.
    private func build(_ name: String, _ text: String) throws {
        let source = try place.write(text, as: name + ".swift")
        let process = try Process.run(
            URL(fileURLWithPath: SwiftCompiler.locate(environment: place.environment, path: "").path),
            arguments: [
                "-swift-version", "6", "-parse-as-library", "-wmo", "-module-name", name, "-I", library + "/Modules",
                "-emit-module", "-emit-module-path", "\(library)/Modules/\(name).swiftmodule",
                "-emit-library", "-static", "-o", "\(library)/lib\(name).a", source,
            ])
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private let rack = "import Warren\npublic func rack(_ name: String) -> Host { Host(name, \"10.0.0.1/24\") }\n"
    private let lab = "import Warren\nimport Racks\nLab(\"racks\") { rack(\"one\") }\n"

    @Test("a module is found, linked, and remembered with the lab until it is another")
    func module() async throws {
        try build("Racks", rack)
        try build("Unused", "public let unused = 1\n")
        let path = try place.write(lab), loader = place.loader(library: library)
        #expect(try await loader.load(path).base.count == 1)
        #expect(try await loader.loadWithNotes(path).isFromCache)
        try build("Unused", "public let unused = 2\n")
        #expect(try await loader.loadWithNotes(path).isFromCache, "this lab does not import it")
        try build("Racks", rack.replacing("10.0.0.1", with: "10.0.0.2"))
        let again = try await loader.loadWithNotes(path)
        #expect(!again.isFromCache && "\(again.lab.base)".contains("10.0.0.2"))
    }

    @Test("a folder may import a module")
    func folder() async throws {
        try build("Racks", rack)
        let two = "import Racks\nimport Warren\nfunc two() -> [Host] { [rack(\"one\"), rack(\"two\")] }\n"
        try place.write(folder: "Parts", ["Two.swift": two])
        let path = try place.write("import Parts\nimport Warren\nLab(\"racks\") { for host in two() { host } }\n")
        #expect(try await place.loader(library: library).load(path).base.count == 2)
    }

    @Test("one that is not there is told with those that are, and one without an archive with what is missing")
    func missing() async throws {
        try build("Shelves", "public let shelves = 1\n")
        try build("Unused", "public let unused = 1\n")
        let path = try place.write(lab)
        let lines = try #require(await place.refusal(path, place.loader(library: library))?.lines)
        #expect(lines.first == "\(path):2:8: error: no such module 'Racks'")
        let there = "there is no folder \(place.path)/Racks with Swift files; beside Warren there is Shelves, Unused"
        #expect(lines.last == "\(path):2: note: \(there)")
        try build("Racks", rack)
        #expect(unlink(library + "/libRacks.a") == 0)
        #expect(
            await place.refusal(path, place.loader(library: library))?.lines
                == ["\(path):2: error: the module Racks is not made for labs: there is no \(library)/libRacks.a"])
    }

    @Test("imports are told by their lines", arguments: [
        ("import Warren", ["Warren"]), ("  internal import Parts // why", ["Parts"]),
        ("import A; import B", ["A", "B"]),
        ("@testable @_spi(X) public import struct Parts.Office", ["Parts"]), ("import Parts.Office", ["Parts"]),
        ("importer(x)", []), ("let x = 1 // import Parts", []), ("import", []), ("print(import)", []),
        ("\timport\tParts\r", ["Parts"]),
    ])
    func imports(line: String, modules: [String]) {
        let found = Import.all(in: Array("// a lab\n\(line)\n".utf8), of: "a.swift")
        #expect(found.map(\.module) == modules)
        #expect(found.allSatisfy { $0.source == SourceLocation(file: "a.swift", line: 2) })
    }
}
