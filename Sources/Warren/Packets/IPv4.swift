/// An IPv4 header (RFC 791) in a ``Pattern``. Two of them, one inside the other, are ipip.
public struct IPv4: Sendable, Hashable, Codable, PatternConvertible {
    /// The source: an address, a network, or a node for any of its addresses.
    public var from: Reference?
    /// The destination.
    public var to: Reference?
    /// The TTL when the packet passes the link.
    public var ttl: Int?
    /// What the packet carries.
    public var `protocol`: IPProtocol?
    /// Whether the don't-fragment bit is set.
    public var dontFragment: Bool?

    /// An IPv4 header; what is left out may be anything.
    ///
    /// - Parameters:
    ///   - from: an address, a network, or a node for any of its addresses
    ///   - to: the same of the destination
    ///   - ttl: when the packet passes the link
    ///   - protocol: what it carries
    ///   - dontFragment: whether the don't-fragment bit is set
    public init(
        from: (any AddressConvertible)? = nil, to: (any AddressConvertible)? = nil, ttl: Int? = nil,
        protocol: IPProtocol? = nil, dontFragment: Bool? = nil
    ) {
        self.from = from?.addressReference
        self.to = to?.addressReference
        self.ttl = ttl
        self.protocol = `protocol`
        self.dontFragment = dontFragment
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.ipv4(self)]) }
}
