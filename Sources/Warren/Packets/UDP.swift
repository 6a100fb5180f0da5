/// A UDP header (RFC 768) in a ``Pattern``.
public struct UDP: Sendable, Hashable, Codable, PatternConvertible {
    /// The source port.
    public var from: Int?
    /// The destination port.
    public var to: Int?

    public init(from: Int? = nil, to: Int? = nil) {
        self.from = from
        self.to = to
    }

    public var pattern: Pattern { Pattern(layers: [.udp(self)]) }
}
