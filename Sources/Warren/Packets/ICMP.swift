/// An ICMP message in a ``Pattern``: of RFC 792 after an IPv4 header, of RFC 4443 after an IPv6 header.
public struct ICMP: Sendable, Hashable, Codable, PatternConvertible {
    /// What the message says.
    public enum Kind: Sendable, Hashable, Codable {
        /// The question of a ping.
        case echoRequest
        /// The answer to a ping.
        case echoReply
        /// An error about another packet.
        case error(ICMPFailure)
    }

    /// What it says; `nil`: anything.
    public var kind: Kind?

    /// An ICMP message that says this, or anything.
    public init(_ kind: Kind? = nil) {
        self.kind = kind
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.icmp(self)]) }
}
