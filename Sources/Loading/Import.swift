internal import Warren

/// An `import` in a Swift file: which module, and where it is said.
struct Import: Sendable, Hashable {
    var module: String
    var source: SourceLocation

    /// Those of a file, told by its lines alone: one within a comment counts, which costs a look for a folder of that
    /// name.
    ///
    /// - Parameter path: what the user calls the file
    static func all(in bytes: [UInt8], of path: String) -> [Import] {
        var found: [Import] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            // Import, an attribute, or the words of access: anything else need not become a string.
            guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }), "i@pf".utf8.contains(first)
            else { continue }
            for statement in String(decoding: line, as: UTF8.self).split(separator: ";") {
                guard let module = module(importedBy: statement) else { continue }
                found.append(Import(module: module, source: SourceLocation(file: path, line: index + 1)))
            }
        }
        return found
    }

    private static let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func",
    ]

    /// `@testable import struct Tunnels.HostRoutes` imports `Tunnels`.
    private static func module(importedBy statement: Substring) -> String? {
        var words = statement.split { $0.isWhitespace }[...]
        while let word = words.first, word.hasPrefix("@") || access.contains(word) { words.removeFirst() }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
        let name = words.first?.prefix { $0.isLetter || $0.isNumber || $0 == "_" } ?? ""
        return name.isEmpty ? nil : String(name)
    }
}
