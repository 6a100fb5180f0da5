import Foundation
import Testing

/// What `ip` and `bridge` say of a node of a lab that is up.
struct KernelState {
    /// `LAB.NODE`, as iproute2 names it.
    let name: String

    init(_ lab: String, _ node: String) { name = "\(lab).\(node)" }

    /// The objects that `ip -j -n LAB.NODE …` or `bridge -j -n LAB.NODE …` shows.
    func show(_ command: String) throws -> [[String: Any]] {
        let words = command.split(separator: " ").map(String.init)
        return try Self.objects(of: [words[0], "-j", "-n", name] + words.dropFirst())
    }

    static func objects(of command: [String]) throws -> [[String: Any]] {
        let outcome = try Program(command).end()
        try #require(outcome.status == 0, "\(command): \(outcome.errors)")
        let text = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty { return [] }
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(json as? [[String: Any]], "\(command): \(text)").filter { !$0.isEmpty }
    }

    /// The lines that a command prints in the node.
    func lines(_ command: String...) throws -> [String] {
        let outcome = try Program(["ip", "netns", "exec", name] + command).end()
        try #require(outcome.status == 0, "\(command): \(outcome.errors)")
        return outcome.lines.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
