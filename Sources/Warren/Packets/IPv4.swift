/// An IPv4 header (RFC 791) in a ``Pattern``. Two of them, one inside the other, are ipip.
public struct IPv4: Sendable, Hashable, Codable, PatternConvertible {
    /// The source: an address, a network, or a node for any of its addresses.
    public var from: Reference?
    public var to: Reference?
    /// The TTL when the packet passes the link.
    public var ttl: Int?
    /// What the packet carries.
    public var `protocol`: IPProtocol?
    /// Whether the don't-fragment bit is set.
    public var dontFragment: Bool?

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

    public var pattern: Pattern { Pattern(layers: [.ipv4(self)]) }
}
