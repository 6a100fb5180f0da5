/// An ICMP message in a ``Pattern``: of RFC 792 after an IPv4 header, of RFC 4443 after an IPv6 header.
public struct ICMP: Sendable, Hashable, Codable, PatternConvertible {
    /// What the message says.
    public enum Kind: Sendable, Hashable, Codable {
        case echoRequest
        case echoReply
        case error(ICMPFailure)
    }

    public var kind: Kind?

    public init(_ kind: Kind? = nil) {
        self.kind = kind
    }

    public var pattern: Pattern { Pattern(layers: [.icmp(self)]) }
}
