import Foundation
import Testing

/// A directory of one test for its lab files, and the labs that it has brought up. Both are gone at its end,
/// however that comes.
final class LabFolder {
    let path: String
    private var names: [String] = []

    init() throws {
        path = NSTemporaryDirectory() + "warren-integration-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    }

    deinit {
        for name in names { _ = try? warren("down", name) }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Puts a lab into a file and returns its path. A copy of one of the repository's has their folder beside it, too.
    func write(_ text: String, as name: String = "lab.swift") throws -> String {
        if text.contains("import Components\n") { symlink(Package.path + "/labs/Components", path + "/Components") }
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    /// A name that no other lab on the machine has, which is down when this folder goes.
    func name(_ word: String = "lab") -> String {
        let name = "test-\(getpid())-\(word)"
        names.append(name)
        return name
    }

    /// Brings a lab up under a name of its own, and returns the name.
    func up(_ file: String, stage: String? = nil, as word: String = "lab") throws -> String {
        let name = name(word)
        let program = try WarrenProgram.start(["up", file, "--name", name] + (stage.map { ["--stage", $0] } ?? []))
        let outcome = try program.end()
        try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        return name
    }
}

/// The article's lab, and copies of it that differ in one thing.
enum ArticleLab {
    static func text() throws -> String { try String(contentsOfFile: Package.article, encoding: .utf8) }

    /// A copy in which `old`, which must be there just once from `mark` on, is `new`.
    static func with(_ old: String, _ new: String, after mark: String = "") throws -> String {
        try change(text(), old, new, after: mark)
    }

    static func change(_ text: String, _ old: String, _ new: String, after mark: String = "") throws -> String {
        let start = mark.isEmpty ? text.startIndex : try #require(text.range(of: mark), "the lab has no \(mark)").upperBound
        let place = try #require(text.range(of: old, range: start..<text.endIndex), "the lab has no \(old)")
        return text.replacingCharacters(in: place, with: new)
    }

    /// The lab, with its first two stages only.
    static func twoStages(_ text: String) throws -> String {
        let end = try #require(text.range(of: "    Stage(\"IP tunnel\""))
        return text[..<end.lowerBound] + "}\n"
    }

    /// The line, counted from 1, on which the text begins.
    static func line(of part: String, in text: String) throws -> Int {
        let place = try #require(text.range(of: part), "the lab has no \(part)")
        return text[..<place.lowerBound].count { $0 == "\n" } + 1
    }
}
