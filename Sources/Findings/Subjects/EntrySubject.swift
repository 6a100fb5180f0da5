import Planning
import Warren

/// An entry that a node's tables must hold, or must not.
public struct EntrySubject: SubjectKind {
    public static let kind = "entry"

    public var node: String
    public var entry: TableEntry
    /// Whether it must be there.
    public var isPresent: Bool
    /// How long the node may take to get there.
    public var within: Milliseconds

    package init(node: String, entry: TableEntry, isPresent: Bool, within: Duration) {
        self.node = node
        self.entry = entry
        self.isPresent = isPresent
        self.within = Milliseconds(within)
    }

    private var words: String { (isPresent ? "" : "no ") + "\(entry.kind) \(entry.words)" }

    public var name: String { "\(node) has \(words)" }

    public var expected: String? { words + (within.duration > .zero ? " within \(within)" : "") }

    public func measure(_ entries: TableEntries, isHeld: Bool) -> String { "" }

    public func details(_ entries: TableEntries) -> [Finding.Detail] {
        [.init("has", entries.entries.isEmpty ? ["nothing of the kind"] : entries.entries.map(\.words))]
    }
}
