/// One of several next hops of a ``Route``, with its share of the traffic.
///
///     Route("192.168.11.0/24", via: [Hop(left, weight: 2), Hop(right)])
public struct Hop: Sendable, Hashable, Codable {
    /// The next hop.
    public var via: Reference
    /// The link by which packets leave; `nil`: the one whose network has the next hop.
    public var dev: String?
    /// 1 to 256: the share against the sum of all.
    public var weight: Int

    /// A next hop.
    ///
    /// - Parameters:
    ///   - dev: the link by which packets leave; `nil`: the one whose network has the next hop
    ///   - weight: 1 to 256: the share against the sum of all
    public init(_ via: some AddressConvertible, dev: String? = nil, weight: Int = 1) {
        self.via = via.addressReference
        self.dev = dev
        self.weight = weight
    }
}
