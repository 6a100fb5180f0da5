import Warren

/// One expectation of a lab, and what became of it.
public struct Finding: Sendable, Hashable, Codable {
    public enum Verdict: Sendable, Hashable, Codable {
        case held
        case failed
        /// Not tried, for this reason. Never counts as held.
        case skipped(String)
    }

    /// A labelled part of the explanation of a failure, such as `saw` with packets.
    public struct Detail: Sendable, Hashable, Codable {
        public var label: String
        public var lines: [String]

        public init(_ label: String, _ lines: [String]) {
            self.label = label
            self.lines = lines
        }
    }

    public var verdict: Verdict
    /// What was expected, or for a packet that was seen the packet itself, in a line.
    public var title: String
    /// What was expected, in the same words at each run: a CI system knows a test by its name.
    public var name: String
    /// What was measured, such as `2 of 2, 0.34 ms`; empty if nothing was.
    public var measure: String
    /// Only of a failure: what was expected, what was seen, and where to look further.
    public var details: [Detail]
    /// The node where looking further begins.
    public var node: String
    public var source: SourceLocation
    /// How long its check took. A check with several findings gives all its time to the first.
    public var duration: Duration = .zero

    public init(
        _ verdict: Verdict, _ title: String, named name: String? = nil, measure: String = "", details: [Detail] = [],
        in node: String, at source: SourceLocation
    ) {
        self.verdict = verdict
        self.title = title
        self.name = name ?? title
        self.measure = measure
        self.details = details
        self.node = node
        self.source = source
    }
}
