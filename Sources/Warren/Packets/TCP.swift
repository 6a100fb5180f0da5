/// A TCP header (RFC 9293) in a ``Pattern``.
public struct TCP: Sendable, Hashable, Codable, PatternConvertible {
    /// Bits of the header that must be set.
    public enum Flag: String, Sendable, Hashable, Codable {
        /// Begins a connection.
        case syn
        /// Acknowledges.
        case ack
        /// Ends one direction.
        case fin
        /// Refuses, or breaks a connection off.
        case rst
        /// Asks to be handed on at once.
        case psh
    }

    /// The source port.
    public var from: Int?
    /// The destination port.
    public var to: Int?
    /// The flags that must be set; of `syn`, `ack`, `fin` and `rst`, those not named must then be clear.
    public var flags: Set<Flag>?

    /// A TCP header; what is left out may be anything.
    ///
    /// - Parameters:
    ///   - from: the source port
    ///   - to: the destination port
    ///   - flags: those that must be set; of `syn`, `ack`, `fin` and `rst`, those not named must then be clear
    public init(from: Int? = nil, to: Int? = nil, flags: Set<Flag>? = nil) {
        self.from = from
        self.to = to
        self.flags = flags
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.tcp(self)]) }
}

extension TCP {
    /// The flags in an order that is the same in every run, which a set's is not.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(from, forKey: .from)
        try container.encodeIfPresent(to, forKey: .to)
        try container.encodeIfPresent(flags?.sorted { $0.rawValue < $1.rawValue }, forKey: .flags)
    }
}
