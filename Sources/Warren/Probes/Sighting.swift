/// What must, or must not, be seen on the wire while a probe runs.
public struct Sighting: Sendable, Hashable, Codable {
    /// Which kind of demand it is.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Such a packet passes.
        case seen
        /// None does.
        case notSeen
        /// Each passes after the one before.
        case seenInOrder
    }

    /// Which kind of demand it is.
    public var kind: Kind
    /// One, or for `seenInOrder` several.
    public var patterns: [Sight]
    /// How many packets must match; `nil`: at least one.
    public var times: Int?
    /// What the reader is told instead of the pattern.
    public var note: String
    /// The line of the lab file that asks for it.
    public var source: SourceLocation
}

/// A packet's shape on a link.
public struct Sight: Sendable, Hashable, Codable {
    /// The link that the packet passes.
    public var link: LinkReference
    /// The packet's shape.
    public var pattern: Pattern

    /// A packet of this shape on this link.
    public init(on link: LinkReference, _ pattern: some PatternConvertible) {
        self.link = link
        self.pattern = pattern.pattern
    }
}
