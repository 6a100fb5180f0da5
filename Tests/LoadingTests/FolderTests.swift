import Foundation
import Testing
import Warren

@testable import Loading

@Suite("Labs share the Swift files of a folder beside them")
struct FolderTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    static let office = """
        import Warren

        struct Office: Component {
            let desk: Host
            var body: [Element] {
                Segment("floor") { desk }
            }
        }
        """

    static func lab(_ name: String, _ more: String = "") -> String {
        """
        import Warren
        import Parts

        let desk = Host("desk", "10.1.0.10/24")
        Lab("\(name)") {
            Office(desk: desk)
        \(more)}

        """
    }

    @Test("an element that is made there has that file's own path and line, as the user would type it")
    func places() async throws {
        try place.write(folder: "Parts", ["Office.swift": Self.office])
        let typed = try place.write(Self.lab("shared"))
        let up = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in ".." }.joined(separator: "/")
        for path in [typed, up + typed] {
            let lab = try await place.loader().load(path)
            let office = String(path.dropLast("a.swift".count)) + "Parts/Office.swift"
            let places = [SourceLocation(file: office, line: 6), SourceLocation(file: path, line: 4)]
            #expect(lab.base.map(\.source) == places)
            #expect(lab.source == SourceLocation(file: path, line: 5))
        }
        #expect(place.leftovers == [])
    }

    @Test("errors, warnings and fatal errors there name that file")
    func errors() async throws {
        let path = try place.write(Self.lab("shared"))
        let office = place.path + "/Parts/Office.swift"
        func write(_ changed: String) throws { try place.write(folder: "Parts", ["Office.swift": changed]) }
        let desk = "let desk: Host"
        try write(Self.office.replacing("{ desk }", with: "{ chair }"))
        #expect(await place.refusal(path)?.lines.first == "\(office):6:28: error: cannot find 'chair' in scope")
        try write(Self.office.replacing(desk, with: desk + "\n    func f() { let unused = 1 }"))
        #expect(try await place.loader().loadWithNotes(path).notes.contains("\(office):5:20: warning:"))
        let crashing = desk + "\n    var chair: Host { fatalError(\"no floor\") }"
        try write(Self.office.replacing(desk, with: crashing).replacing("{ desk }", with: "{ chair }"))
        #expect(await place.refusal(path)?.lines.first == "\(office):5: error: no floor")
        try write(Self.office + "\nLab(\"another\") {}\n")
        let topLevel = "\(office):9:1: error: expressions are not allowed at the top level"
        #expect(await place.refusal(path)?.lines.first == topLevel)
        _ = try place.write([0x0A, 0xE9], as: "Parts/Latin.swift")
        #expect(await place.refusal(path)?.lines == ["\(place.path)/Parts/Latin.swift:2: error: not UTF-8 text"])
        #expect(place.leftovers == [])
    }

    @Test("a file of the folder that is changed, added, renamed or removed is a change of the lab, and of no other lab")
    func changes() async throws {
        try place.write(folder: "Parts", ["Office.swift": Self.office])
        let shared = try place.write(Self.lab("shared"))
        let alone = try place.write("import Warren\nLab(\"alone\") {}\n", as: "alone.swift")
        func areRemembered() async throws -> [Bool] {
            var remembered: [Bool] = []
            for path in [shared, alone] { remembered.append(try await place.loader().loadWithNotes(path).isFromCache) }
            return remembered
        }
        #expect(try await areRemembered() == [false, false])
        #expect(try await areRemembered() == [true, true])
        try place.write(folder: "Parts", ["Office.swift": Self.office + "\n"])
        #expect(try await areRemembered() == [false, true])
        try place.write(folder: "Parts", ["More.swift": "func more() {}"])
        #expect(try await areRemembered() == [false, true])
        #expect(rename(place.path + "/Parts/More.swift", place.path + "/Parts/Much.swift") == 0)
        #expect(try await areRemembered() == [false, true])
        #expect(unlink(place.path + "/Parts/Much.swift") == 0)
        #expect(try await areRemembered() == [true, true], "as it was before")
        try place.write(folder: "Parts", [".hidden.swift": "no Swift", "notes.txt": "no Swift"])
        #expect(try await areRemembered() == [true, true])
    }

    @Test("the folder is compiled once for all labs")
    func once() async throws {
        try place.write(folder: "Parts", ["Office.swift": Self.office])
        let toolchain = try Toolchain(in: place)
        let loader = place.loader(["WARREN_SWIFTC": toolchain.compiler])
        for name in ["first", "second"] { #expect(try await loader.load(place.write(Self.lab(name))).name == name) }
        #expect(toolchain.starts.filter { $0 == "swiftc" }.count == 1 && toolchain.starts.count == 4)
        // And by the driver alone.
        try FileManager.default.removeItem(atPath: toolchain.path + "/bin/swift-frontend")
        #expect(try await loader.load(place.write(Self.lab("third"))).name == "third")
        #expect(toolchain.starts.count == 5 && toolchain.starts.last == "swiftc")
    }

    @Test("of two things of one name the lab's own counts, and private ones stay in their file")
    func shadowing() async throws {
        try place.write(folder: "Parts", ["Office.swift": Self.office, "Other.swift": "private let secret = 1"])
        let own = "struct Office: Component { let desk: Host; var body: [Element] { Segment(\"own\") { desk } } }\n"
        let lab = try await place.loader().load(place.write(Self.lab("shared") + own))
        #expect("\(lab.base)".contains(#""own""#))
        let path = try place.write(Self.lab("shared", "    if secret > 0 { desk }\n"))
        #expect(await place.refusal(path)?.lines.first?.contains("'secret'") == true)
    }

    @Test("a folder imports another, and Foundation; what a folder alone imports is not seen by the lab")
    func folders() async throws {
        let names = "import Foundation\nfunc floor() -> String { String(format: \"%@-1\", \"floor\") }\n"
        let office = Self.office.replacing("import Warren", with: "import Warren; import Names")
        try place.write(folder: "Names", ["Names.swift": names])
        try place.write(folder: "Parts", ["Office.swift": office.replacing("\"floor\"", with: "floor()")])
        let lab = try await place.loader().load(place.write(Self.lab("shared")))
        #expect("\(lab.base)".contains(#""floor-1""#))
        let path = try place.write(Self.lab("shared", "    Host(floor())\n"))
        #expect(await place.refusal(path)?.lines.first?.hasPrefix("\(path):7:") == true)
    }

    @Test("any name that a Swift file can have will do")
    func names() async throws {
        let names = ["with space.swift", "$(reboot);`x`.swift", "-o.swift", "a\"b'.swift", "lab.swift", "main.swift"]
        for (index, name) in names.enumerated() {
            try place.write(folder: "Parts", [name: "let part\(index) = \"\(index)\""])
        }
        try place.write(folder: "Parts", ["Office.swift": Self.office])
        let parts = (0..<names.count).map { "part\($0)" }.joined(separator: " + ")
        #expect(try await place.loader().load(place.write(Self.lab("\\(\(parts))"))).name == "012345")
    }

    @Test("folders that import each other are told as a circle, with the import that closes it")
    func circle() async throws {
        try place.write(folder: "Parts", ["Office.swift": "import Warren\nimport Names\n" + Self.office])
        try place.write(folder: "Names", ["Names.swift": "\nimport Parts\n"])
        let lines = await place.refusal(try place.write(Self.lab("shared")))?.lines
        let circle = "Parts imports itself, by way of Names; expected folders of which each can be compiled after those that it imports"
        #expect(lines == ["\(place.path)/Names/Names.swift:2: error: \(circle)"])
    }

    @Test("a pipe in a folder is refused rather than waited for")
    func pipe() async throws {
        try place.write(folder: "Parts", ["Office.swift": Self.office])
        #expect(mkfifo("\(place.path)/Parts/Pipe.swift", 0o600) == 0)
        let lines = await place.refusal(try place.write(Self.lab("shared")))?.lines
        #expect(lines == ["\(place.path)/Parts/Pipe.swift: error: cannot be read: it is a pipe, a socket or a device"])
    }

    @Test("an import that is no folder, and nothing else, is told with what there is")
    func missing() async throws {
        let path = try place.write(Self.lab("shared"))
        let lines = try #require(await place.refusal(path)?.lines)
        #expect(lines.first == "\(path):2:8: error: no such module 'Parts'")
        let there = "there is no folder \(place.path)/Parts with Swift files; beside Warren there is no other module"
        #expect(lines.last == "\(path):2: note: \(there)")
    }
}
