/// A route, of the main table unless it names another.
///
///     host1 {
///         Route("192.168.11.0/24", via: host2, dev: "eth0", .onlink)
///         Route(podA, dev: "veth-pod-a", scope: .link)
///         Route("10.0.0.0/8", .blackhole)
///         Route("192.168.12.0/24", via: [Hop(left, weight: 2), Hop(right)])
///     }
public struct Route: NodeWord {
    /// Switches of a route, named as `ip route` names them.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// The next hop is taken to be on the link even if no prefix of the link covers it.
        case onlink
        /// Matching packets are dropped in silence.
        case blackhole
        /// Matching packets are answered with "host unreachable".
        case unreachable
        /// Matching packets are answered with "communication administratively prohibited".
        case prohibit
    }

    /// How far away the destination is, as `ip route` names it.
    public enum Scope: String, Sendable, Hashable, Codable {
        /// Anywhere.
        case global
        /// On the link itself, without a next hop.
        case link
        /// In the node itself.
        case host
    }

    /// A network, an address, `default`, or a node for its address.
    public var destination: Reference
    /// The next hop.
    public var via: Reference?
    /// The link by which packets leave; `nil`: the one whose network has the next hop.
    public var dev: String?
    /// How far away the destination is; `nil`: the kernel's choice.
    public var scope: Scope?
    /// The source address that the node's own packets prefer.
    public var src: Reference?
    /// Of several routes to one destination the one with the lowest metric counts; `nil`: the kernel's choice.
    public var metric: Int?
    /// The switches that are set.
    public var traits: [Trait]
    /// Several next hops at once, among which the kernel chooses flow by flow; `via` and `dev` are not used then.
    public var hops: [Hop]?
    /// `nil`: the main table, 254. Others are asked where a ``Rule`` says so.
    public var table: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A route by one way.
    ///
    /// - Parameters:
    ///   - destination: a network, an address, `default`, or a node for its address
    ///   - via: the next hop; `nil`: none is needed
    ///   - dev: the link by which packets leave; `nil`: the one whose network has the next hop
    ///   - src: the source address that the node's own packets prefer
    ///   - table: `nil`: the main one, 254
    public init(
        _ destination: some AddressConvertible, via: (any AddressConvertible)? = nil, dev: String? = nil,
        scope: Scope? = nil, src: (any AddressConvertible)? = nil, metric: Int? = nil, table: Int? = nil, _ traits: Trait...,
        file: String = #filePath, line: Int = #line
    ) {
        self.destination = destination.addressReference
        self.via = via?.addressReference
        self.dev = dev
        self.scope = scope
        self.src = src?.addressReference
        self.metric = metric
        self.traits = traits
        self.table = table
        self.source = SourceLocation(file: file, line: line)
    }

    /// A route of several ways.
    public init(
        _ destination: some AddressConvertible, via hops: [Hop], src: (any AddressConvertible)? = nil,
        metric: Int? = nil, table: Int? = nil, _ traits: Trait..., file: String = #filePath, line: Int = #line
    ) {
        self.destination = destination.addressReference
        self.hops = hops
        self.src = src?.addressReference
        self.metric = metric
        self.traits = traits
        self.table = table
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "route"
    public var references: [Reference] { [destination, via, src].compactMap { $0 } + (hops ?? []).map(\.via) }
}
