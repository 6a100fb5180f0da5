import Foundation
import Testing
import Warren

@testable import Loading

@Suite("A good lab is loaded")
struct GoodLabTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    static let text = """
        import Warren

        let host1 = Host("host1", "10.57.4.20/24")
        let podA = Pod(
            "pod-a", "192.168.10.10/24", on: host1)

        Lab("good") {
            Segment("underlay", gateway: "10.57.4.1") { host1 }
            podA
            Stage("Reach") {
                host1 { Route("192.168.11.0/24", via: "10.57.4.21", .onlink) }
                Ping(from: host1, to: podA)
            }
        }
        """

    /// Every source location in a lab, in whatever depth.
    static func locations(_ lab: Lab) throws -> [(file: String, line: Int)] {
        var found: [(String, Int)] = []
        func walk(_ value: Any) {
            if let list = value as? [Any] { list.forEach(walk) }
            guard let object = value as? [String: Any] else { return }
            if let file = object["file"] as? String, let line = object["line"] as? Int { found.append((file, line)) }
            object.values.forEach(walk)
        }
        walk(try JSONSerialization.jsonObject(with: JSONEncoder().encode(lab)))
        return found
    }

    @Test("each element has the file as it was typed, and its line")
    func locations() async throws {
        let typed = try place.write(Self.text)
        let lab = try await place.loader().load(typed)
        #expect(lab.name == "good")
        #expect(lab.source == SourceLocation(file: typed, line: 7))
        #expect(lab.base.map(\.source.line) == [8, 3, 4] || lab.base.map(\.source.line) == [8, 4])
        #expect(lab.stages.map(\.source.line) == [10])
        #expect(lab.stages[0].elements.map(\.source.line) == [11, 12])
        let all = try Self.locations(lab)
        #expect(all.count > 7)
        #expect(all.allSatisfy { $0.file == typed })
        #expect(place.leftovers == [])
    }

    @Test("a relative path stays relative, and the cache does not remember another one")
    func relativePath() async throws {
        let absolute = try place.write(Self.text)
        let up = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in ".." }.joined(separator: "/")
        let relative = up + absolute
        for (path, isFromCache) in [(absolute, false), (relative, true)] {
            let loaded = try await place.loader().loadWithNotes(path)
            #expect(loaded.isFromCache == isFromCache)
            #expect(try Self.locations(loaded.lab).allSatisfy { $0.file == path })
        }
    }

    @Test("any path that a file can have will do", arguments: [
        "with space.swift", "with \"quotes\" and 'these'.swift", "back\\slash.swift", "-o.swift", "$(reboot);`x`.swift",
        "räksmörgås.swift", "lab.swift",
    ])
    func strangePath(name: String) async throws {
        let typed = try place.write(Self.text, as: name)
        let lab = try await place.loader().load(typed)
        #expect(lab.source == SourceLocation(file: typed, line: 7))
        let wrong = try place.write("import Warren\nLab(\"x\") { nothing }", as: name)
        let lines = await place.refusal(wrong)?.lines ?? []
        #expect(lines.first?.hasPrefix("\(wrong):2:12: error: ") == true, "\(lines)")
    }

    @Test("what the lab prints and what the compiler warns of are notes, from the cache too")
    func notes() async throws {
        let path = try place.write("import Warren\nlet x = 1; func f() { let unused = x }\nprint(\"hello\")\nLab(\"n\") {}")
        let first = try await place.loader().loadWithNotes(path)
        #expect(first.notes.contains("\(path):2:27: warning:"))
        #expect(first.notes.hasSuffix("hello\n"))
        #expect(!first.isFromCache)
        var second = try await place.loader().loadWithNotes(path)
        #expect(second.isFromCache)
        second.isFromCache = false
        #expect(second == first)
    }

    @Test("a .lab file is the same lab, and keeps the places of the Swift file that it was made from")
    func document() async throws {
        let lab = try await place.loader().load(try place.write(Self.text))
        let json = try JSONEncoder().encode(lab)
        for name in ["a.lab", "a.json", "no-extension"] {
            #expect(try await place.loader().load(try place.write(Array(json), as: name)) == lab)
        }
        let array = Array("[".utf8) + Array(json) + Array("]".utf8)
        #expect(try await place.loader().load(try place.write(array, as: "b.lab")) == lab)
    }

    @Test("eight loads of one file at once all succeed")
    func concurrently() async throws {
        let path = try place.write(Self.text)
        let loader = place.loader()
        let labs = try await withThrowingTaskGroup(of: Lab.self) { group in
            for _ in 0..<8 { group.addTask { try await loader.load(path) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(labs.count == 8 && Set(labs).count == 1)
        #expect(try await loader.loadWithNotes(path).isFromCache)
        #expect(place.leftovers == [])
    }
}
