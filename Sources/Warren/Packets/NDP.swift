/// A message of neighbour discovery (RFC 4861) in a ``Pattern``: what ARP is to IPv4.
///
///     IPv6() / NDP(.solicitation, target: "fd00:57::21")
public struct NDP: Sendable, Hashable, Codable, PatternConvertible {
    /// Which of the two messages it is.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// "who has …", sent to the group of those whose address ends alike.
        case solicitation
        /// "… is at …"
        case advertisement
    }

    /// Which of the two messages it is.
    public var kind: Kind
    /// The address that is asked for, or answered for.
    public var target: Reference?

    /// A message of neighbour discovery.
    ///
    /// - Parameters:
    ///   - target: the address that is asked for, or answered for; `nil`: any
    public init(_ kind: Kind, target: (any AddressConvertible)? = nil) {
        self.kind = kind
        self.target = target?.addressReference
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.ndp(self)]) }
}
