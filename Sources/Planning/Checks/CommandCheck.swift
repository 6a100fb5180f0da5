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
}
