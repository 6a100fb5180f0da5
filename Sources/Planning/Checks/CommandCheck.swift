import Warren

/// A ``Command``, resolved.
public struct CommandCheck: Sendable, Hashable {
    public var node: String
    public var process: PlannedProcess
    public var deadline: Duration
    public var outcome: Warren.Command.Outcome
    /// What must be in its output; `nil`: anything.
    public var printed: String?
    public var sightings: [SightingCheck]
    public var source: SourceLocation

    /// ``pod-a runs `curl -s http://pod-b:8080/`: "hello"``
    public var title: String {
        let end =
            switch outcome {
            case .exits(0): ""
            case .exits(let status): ", which ends with status \(status)"
            case .fails: ", which fails"
            }
        return "\(node) runs `\(process)`\(end)" + (printed.map { ": \($0.quoted)" } ?? "")
    }
}
