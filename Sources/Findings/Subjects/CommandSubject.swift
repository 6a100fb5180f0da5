import Planning
import Warren

/// A program that runs in a node, and what must come of it.
public struct CommandSubject: SubjectKind {
    public static let kind = "command"

    public var node: String
    /// The program and its arguments.
    public var arguments: [String]
    /// The same as it may be typed into a shell.
    public var command: String
    /// With which it must end; `nil`: any but 0.
    public var status: Int?
    /// What must be in its output; `nil`: anything.
    public var printed: String?
    /// How long it may take.
    public var deadline: Milliseconds

    package init(_ check: CommandCheck) {
        node = check.node
        arguments = check.process.arguments
        command = check.process.description
        if case .exits(let status) = check.outcome { self.status = status }
        printed = check.printed
        deadline = Milliseconds(check.deadline)
    }

    /// ``pod-a runs `curl -s http://pod-b:8080/`: "hello"``
    public var name: String {
        let end = status.map { $0 == 0 ? "" : ", which ends with status \($0)" } ?? ", which fails"
        return "\(node) runs `\(command)`\(end)" + (printed.map { ": \($0.quoted)" } ?? "")
    }

    public var expected: String? {
        (status.map { "status \($0)" } ?? "another status than 0")
            + (printed.map { " and \($0.quoted) in what it prints" } ?? "")
    }

    public func measure(_ end: CommandEnd, isHeld: Bool) -> String {
        end.missing ?? (isHeld ? end.time.map { "\($0)" } ?? "" : "")
    }

    public func details(_ end: CommandEnd) -> [Finding.Detail] {
        let got = end.missing ?? end.status.map { "status \($0)" } ?? "no end within \(deadline)"
        return [.init("got", [got]), .init("printed", end.lines.isEmpty ? ["nothing"] : end.lines)]
    }
}
