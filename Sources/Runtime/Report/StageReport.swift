import Warren

/// What became of a stage.
public struct StageReport: Sendable, Hashable {
    public var number: Int
    public var title: String
    public var story: String
    /// Why this machine cannot build the stage; `nil` where it was built.
    public var skipped: String?
    /// How many kernel operations led here from the stage before.
    public var steps: Int
    /// How long those took, until all links carried packets.
    public var buildTime: Duration
    public var findings: [Finding]
    /// Packets that a capture lost, by link; empty when the captures are whole.
    public var drops: [LinkReference: Int]
}
