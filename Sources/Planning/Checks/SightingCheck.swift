import Packets
import Warren

/// A ``Sighting`` whose patterns have addresses in place of names.
package struct SightingCheck: Sendable, Hashable {
    /// A packet's shape on a link, with the line that declares the shape.
    package struct Resolved: Sendable, Hashable {
        package var link: LinkReference
        package var pattern: PacketPattern
        /// The pattern in the lab's own names.
        package var words: String
    }

    package var kind: Sighting.Kind
    /// One, or for `seenInOrder` several.
    package var sights: [Resolved]
    /// How many packets must match; `nil`: at least one.
    package var times: Int?
    /// What the reader is told instead of the pattern; empty: the pattern.
    package var note: String
    package var source: SourceLocation
}
