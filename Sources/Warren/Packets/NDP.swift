/// A message of neighbour discovery (RFC 4861) in a ``Pattern``: what ARP is to IPv4.
///
///     IPv6() / NDP(.solicitation, target: "fd00:57::21")
public struct NDP: Sendable, Hashable, Codable, PatternConvertible {
    public enum Kind: String, Sendable, Hashable, Codable {
        /// "who has …", sent to the group of those whose address ends alike.
        case solicitation
        /// "… is at …"
        case advertisement
    }

    public var kind: Kind
    /// The address that is asked for, or answered for.
    public var target: Reference?

    public init(_ kind: Kind, target: (any AddressConvertible)? = nil) {
        self.kind = kind
        self.target = target?.addressReference
    }

    public var pattern: Pattern { Pattern(layers: [.ndp(self)]) }
}
