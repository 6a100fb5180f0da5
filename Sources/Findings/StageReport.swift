import Warren

/// What became of a stage.
public struct StageReport: Sendable, Hashable, Codable {
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

    public init(
        number: Int, title: String, story: String, skipped: String? = nil, steps: Int, buildTime: Duration, findings: [Finding],
        drops: [LinkReference: Int]
    ) {
        self.number = number
        self.title = title
        self.story = story
        self.skipped = skipped
        self.steps = steps
        self.buildTime = buildTime
        self.findings = findings
        self.drops = drops
    }
}
