import Packets
import Warren

/// A ``Sighting`` whose patterns have addresses in place of names.
public struct SightingCheck: Sendable, Hashable {
    /// A packet's shape on a link, with the line that declares the shape.
    public struct Resolved: Sendable, Hashable {
        public var link: LinkReference
        public var pattern: PacketPattern
        /// The pattern in the lab's own names.
        public var words: String
    }

    public var kind: Sighting.Kind
    /// One, or for `seenInOrder` several.
    public var sights: [Resolved]
    /// How many packets must match; `nil`: at least one.
    public var times: Int?
    /// What the reader is told instead of the pattern; empty: the pattern.
    public var note: String
    public var source: SourceLocation
}
