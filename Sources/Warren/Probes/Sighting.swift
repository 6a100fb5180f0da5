/// What must, or must not, be seen on the wire while a probe runs.
public struct Sighting: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
        case seen
        case notSeen
        case seenInOrder
    }

    public var kind: Kind
    /// One, or for `seenInOrder` several.
    public var patterns: [Sight]
    /// How many packets must match; `nil`: at least one.
    public var times: Int?
    /// What the reader is told instead of the pattern.
    public var note: String
    public var source: SourceLocation
}

/// A packet's shape on a link.
public struct Sight: Sendable, Hashable, Codable {
    public var link: LinkReference
    public var pattern: Pattern

    public init(on link: LinkReference, _ pattern: some PatternConvertible) {
        self.link = link
        self.pattern = pattern.pattern
    }
}
