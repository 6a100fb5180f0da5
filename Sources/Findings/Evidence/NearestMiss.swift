import Warren

/// The packet that is nearest to the one that was looked for, and in what it differs.
public struct NearestMiss: EvidenceKind {
    public static let kind = "nearestMiss"

    /// A value, and the link that it names if it is one's MAC address.
    public struct Value: Sendable, Hashable, Codable, CustomStringConvertible {
        public var value: String
        public var link: LinkReference?

        package init(_ value: String, link: LinkReference? = nil) {
            self.value = value
            self.link = link
        }

        public var description: String { link?.description ?? value }
    }

    public struct Difference: Sendable, Hashable, Codable {
        /// `ttl`, `source`
        public var field: String
        /// Any of these is right.
        public var expected: [Value]
        /// `nil`: the layer has no such field.
        public var saw: Value?

        package init(_ field: String, expected: [Value], saw: Value?) {
            self.field = field
            self.expected = expected
            self.saw = saw
        }
    }

    public var packet: SeenPacket
    /// How many of the pattern's layers, from the first, the packet has.
    public var matchedLayers: Int
    /// The layer that it does not have so: `IPv4`.
    public var layer: String
    /// The pattern's layer before that; `nil` for the first.
    public var after: String?
    /// Whether there is such a layer, but within a tunnel that the pattern does not name.
    public var isInTunnel: Bool
    /// In what the nearest layer of the kind differs; empty if there is none.
    public var differences: [Difference]

    package init(
        _ packet: SeenPacket, matchedLayers: Int, layer: String, after: String?, isInTunnel: Bool,
        differences: [Difference]
    ) {
        self.packet = packet
        self.matchedLayers = matchedLayers
        self.layer = layer
        self.after = after
        self.isInTunnel = isInTunnel
        self.differences = differences
    }

    public var details: [Finding.Detail] { [.init("nearest", [packet.summary]), .init("differs", [words])] }

    private var words: String {
        guard differences.isEmpty else {
            return differences.map { difference in
                let expected = difference.expected.map(\.description).joined(separator: " or ")
                return "\(layer) \(difference.field): expected \(expected.isEmpty ? "no address" : expected), "
                    + "saw \(difference.saw?.description ?? "none")"
            }.joined(separator: "; ")
        }
        let place = after.map { " after \($0)" } ?? ""
        return "no \(layer) layer\(place)" + (isInTunnel ? " except within a tunnel" : "")
    }
}
