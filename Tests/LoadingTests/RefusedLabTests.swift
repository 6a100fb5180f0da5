import Foundation
import Testing
import Warren

@testable import Loading

@Suite("What is no lab is refused with the reason")
struct RefusedLabTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    @Test("a file that does not exist, and a directory")
    func noFile() async throws {
        let missing = place.path + "/missing.swift"
        #expect(await place.refusal(missing)?.lines == ["\(missing): error: no such file"])
        #expect(await place.refusal(place.path)?.lines == ["\(place.path): error: cannot be read: Is a directory"])
    }

    @Test("a file that is not UTF-8 names the line")
    func notText() async throws {
        let path = try place.write(Array("import Warren\n// ".utf8) + [0xE9, 0x0A], as: "latin1.swift")
        #expect(await place.refusal(path)?.lines == ["\(path):2: error: not UTF-8 text"])
    }

    @Test("a compile error has the user's path and line")
    func compileError() async throws {
        let path = try place.write("import Warren\n\nLab(\"x\") {\n    host7\n}\n")
        let error = try #require(await place.refusal(path))
        #expect(error.lines.first == "\(path):4:5: error: cannot find 'host7' in scope")
        #expect(!error.description.contains("lab.swift"))
        #expect(place.leftovers == [])
    }

    @Test("a file without a lab")
    func noLab() async throws {
        let path = try place.write("import Warren\nlet host = Host(\"h\", \"10.0.0.1/24\")\n")
        #expect(await place.refusal(path)?.lines == ["\(path): error: no lab in this file: expected one Lab(\"name\") { … }"])
        #expect(await place.refusal(try place.write("", as: "empty.swift"))?.problem == .noLab)
        #expect(await place.refusal(try place.write("[]", as: "empty.lab"))?.problem == .noLab)
    }

    @Test("two labs in a file, at the second")
    func twoLabs() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\n\nLab(\"b\") {}\n")
        let error = try #require(await place.refusal(path))
        #expect(error.problem == .severalLabs([.init(file: path, line: 2), .init(file: path, line: 4)]))
        #expect(error.lines == ["\(path):4: error: a second lab: a file holds one", "\(path):2: note: the first one"])
    }

    @Test("no compiler, with the remedy")
    func noCompiler() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\n")
        for compiler in ["/nonexistent/swiftc", place.path, path] {
            let error = await place.refusal(path, place.loader(["WARREN_SWIFTC": compiler]))
            guard case .compilerMissing(let remedy) = error?.problem else {
                Issue.record("\(error as Any)")
                continue
            }
            #expect(remedy.contains(compiler) && remedy.contains("swift.org") && remedy.contains(".lab"))
            #expect(error?.lines.first == "\(path): error: no Swift compiler to compile this lab with")
        }
    }

    @Test("a compiler that fails without a word")
    func dumbCompiler() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\n")
        let error = await place.refusal(path, place.loader(["WARREN_SWIFTC": "/bin/false"]))
        #expect(error?.lines == ["\(path): error: the compiler failed"])
    }

    @Test("no library, with the places and the remedy")
    func noLibrary() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\n")
        let error = await place.refusal(path, place.loader(library: place.temporary))
        #expect(error?.problem == .libraryMissing(searched: [place.temporary], remedy: LabLibrary.remedy))
        #expect(error?.lines.last == "\(path): note: \(LabLibrary.remedy)")
    }

    @Test("the library is looked for beside the program and where an installed one has it")
    func libraryPlaces() {
        #expect(LabLibrary.places(program: "/w/.build/release/warren") == ["/w/.build/release"])
        #expect(LabLibrary.places(program: "/usr/local/bin/warren") == ["/usr/local/bin", "/usr/local/lib/warren"])
    }

    @Test("a document that is not a lab says where", arguments: [
        ("{\"format\":1,\n\"name\":}", "a.lab: error: not a lab: The given data was not valid JSON."),
        ("{\"format\":9}", "a.lab: error: not a lab: format: a lab of format 9; this Warren reads format 1"),
        ("{\"format\":1}", "a.lab: error: not a lab: no \"name\""),
        ("{\"format\":1,\"name\":7}", "a.lab: error: not a lab: name: expected String"),
        (
            "{\"format\":1,\"name\":\"x\",\"base\":[{\"moon\":{}}]}",
            "a.lab: error: not a lab: base[0]: expected one member of a known kind; found \"moon\""
        ),
    ])
    func badDocument(text: String, line: String) async throws {
        let error = await place.refusal(try place.write(text, as: "a.lab"))
        #expect(error?.lines == [place.path + "/" + line])
    }
}
