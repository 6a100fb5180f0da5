/// An Ethernet header in a ``Pattern``.
public struct Ethernet: Sendable, Hashable, Codable, PatternConvertible {
    /// The source MAC; a node stands for that of its first link.
    public var from: Reference?
    /// The destination MAC.
    public var to: Reference?

    /// An Ethernet header from one MAC address to another; what is left out may be anything.
    public init(from: (any MACConvertible)? = nil, to: (any MACConvertible)? = nil) {
        self.from = from?.macReference
        self.to = to?.macReference
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.ethernet(self)]) }
}
