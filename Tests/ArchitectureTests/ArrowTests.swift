import Foundation
import Testing

/// Which room needs which: what the manifest says, what docs/architecture.md says, and what the sources import.
@Suite("The arrows between the rooms are those of docs/architecture.md")
struct ArrowTests {
    private typealias Arrows = [String: Set<String>]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    /// The targets of Package.swift with those of the package's own that they depend on, and where their sources are; no tests.
    private static func manifest() throws -> (arrows: Arrows, folders: [String: String]) {
        let target = #/\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"(?:,\s*dependencies: \[((?s:.*?))\])?(?:,\s*path: "([\w/]+)")?/#
        var arrows: Arrows = [:], folders: [String: String] = [:]
        // `.product(…)` has brackets of its own, and is another package's.
        let text = try text("Package.swift").replacing(#/\.product\([^)]*\),?/#, with: "")
        for match in text.matches(of: target) {
            let name = String(match.1)
            arrows[name] = Set((match.2 ?? "").matches(of: #/"(\w+)"/#).map { String($0.1) })
            folders[name] = match.3.map(String.init) ?? "Sources/\(name)"
        }
        return (arrows, folders)
    }

    /// Lines such as `    Firewalls      -> Namespaces, CNftChild, CLinux`; `nothing` for none.
    private static func document() throws -> Arrows {
        let lines = try text("docs/architecture.md").matches(of: #/(?m)^    (\w+) +-> (\w+(?:, \w+)*)$/#)
        let rooms = lines.map { String($0.1) }
        try #require(Set(rooms).count == rooms.count, "docs/architecture.md has two lines of one room")
        return Dictionary(uniqueKeysWithValues: zip(rooms, lines.map { Set($0.2.split(separator: ", ").map(String.init)).subtracting(["nothing"]) }))
    }

    /// Whether the folder has sources in Swift, and which of the rooms these import.
    private static func imports(in folder: String, of rooms: Set<String>) throws -> Set<String>? {
        let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
        guard !files.isEmpty else { return nil }
        return try files.reduce(into: Set<String>()) { found, file in
            let lines = try String(contentsOf: file, encoding: .utf8).matches(of: #/(?m)^(?:[@\w]+ )*import (\w+)/#)
            found.formUnion(lines.map { String($0.1) })
        }.intersection(rooms)
    }

    @Test func `the document lists each room of the manifest with what it depends on`() throws {
        let (manifest, folders) = try Self.manifest(), document = try Self.document()
        try #require(manifest.count > 20 && manifest["Tunnels"]?.contains("Firewalls") == true, "Package.swift is not read as it should be")
        // What is written in C is at the ends of the arrows only.
        let rooms = try manifest.filter { try Self.imports(in: folders[$0.key] ?? "", of: []) != nil }
        #expect(Set(document.keys) == Set(rooms.keys))
        for (room, needed) in rooms { #expect(document[room] == needed, "\(room)") }
    }

    @Test func `a room depends on what its sources import, and on nothing else`() throws {
        let (arrows, folders) = try Self.manifest()
        for (room, needed) in arrows {
            guard let imported = try Self.imports(in: folders[room] ?? "", of: Set(arrows.keys)) else { continue }
            #expect(imported == needed, "\(room)")
        }
    }
}
