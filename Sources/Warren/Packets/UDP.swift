/// A UDP header (RFC 768) in a ``Pattern``.
public struct UDP: Sendable, Hashable, Codable, PatternConvertible {
    /// The source port.
    public var from: Int?
    /// The destination port.
    public var to: Int?

    /// A UDP header from one port to another; what is left out may be anything.
    public init(from: Int? = nil, to: Int? = nil) {
        self.from = from
        self.to = to
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.udp(self)]) }
}
