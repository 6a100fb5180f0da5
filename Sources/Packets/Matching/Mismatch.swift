/// How far a packet agrees with a pattern, and where it first does not.
package struct Mismatch: Sendable, Hashable {
    /// How many of the pattern's layers, from the first, the packet has.
    package var matchedLayers: Int
    /// The pattern layer that it does not have.
    package var layer: LayerPattern
    /// In what the nearest layer of that kind differs; empty if there is none.
    package var differences: [FieldDifference]
    /// The kind of the pattern layer before; `nil` for the first.
    package var after: Layer.Kind?
    /// Whether such a layer is there but within a tunnel that the pattern does not name.
    package var standsElsewhere: Bool
}

extension Mismatch: Comparable {
    /// The nearer miss first: more layers matched, then a layer of the right kind with fewer differences.
    package static func < (a: Mismatch, b: Mismatch) -> Bool {
        a.rank.lexicographicallyPrecedes(b.rank)
    }

    private var rank: [Int] {
        [-matchedLayers, differences.isEmpty ? 1 : 0, differences.count, standsElsewhere ? 0 : 1]
    }
}

extension Mismatch: CustomStringConvertible {
    /// `IPv4 ttl: expected 63, saw 64` or `no VXLAN layer after UDP`.
    package var description: String {
        guard differences.isEmpty else {
            return differences.map { "\(layer.kind) \($0)" }.joined(separator: "; ")
        }
        let place = after.map { " after \($0)" } ?? ""
        return "no \(layer.kind) layer\(place)" + (standsElsewhere ? " except within a tunnel" : "")
    }
}
