import Warren

/// A ``Command``, resolved.
package struct CommandCheck: Sendable, Hashable {
    package var node: String
    package var process: PlannedProcess
    package var deadline: Duration
    package var outcome: Warren.Command.Outcome
    /// What must be in its output; `nil`: anything.
    package var printed: String?
    package var sightings: [SightingCheck]
    package var source: SourceLocation
}
