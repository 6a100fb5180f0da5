/// An entry of one of a node's tables, whatever table it is.
public struct TableEntry: Sendable, Hashable, Codable {
    /// `route`, `neighbour`, …
    public var kind: String
    /// As `ip` and `bridge` show such an entry.
    public var words: String

    package init(kind: String, words: String) {
        self.kind = kind
        self.words = words
    }
}

/// What a node's tables hold that is nearest to an entry.
public struct TableEntries: EvidenceKind {
    public static let kind = "tableEntries"

    public var entries: [TableEntry]

    package init(_ entries: [TableEntry]) { self.entries = entries }
}
