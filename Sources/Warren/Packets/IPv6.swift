/// An IPv6 header (RFC 8200) in a ``Pattern``.
public struct IPv6: Sendable, Hashable, Codable, PatternConvertible {
    /// The source: an address, a network, or a node for any of its addresses.
    public var from: Reference?
    /// The destination.
    public var to: Reference?
    /// The hop limit when the packet passes the link.
    public var hopLimit: Int?
    /// What the packet carries after its extension headers.
    public var `protocol`: IPProtocol?

    /// An IPv6 header; what is left out may be anything.
    ///
    /// - Parameters:
    ///   - from: an address, a network, or a node for any of its addresses
    ///   - to: the same of the destination
    ///   - hopLimit: when the packet passes the link
    ///   - protocol: what it carries after its extension headers
    public init(
        from: (any AddressConvertible)? = nil, to: (any AddressConvertible)? = nil, hopLimit: Int? = nil,
        protocol: IPProtocol? = nil
    ) {
        self.from = from?.addressReference
        self.to = to?.addressReference
        self.hopLimit = hopLimit
        self.protocol = `protocol`
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.ipv6(self)]) }
}
