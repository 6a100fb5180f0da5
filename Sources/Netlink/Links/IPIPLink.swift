import Addresses

/// An IPv4-in-IPv4 tunnel (RFC 2003): `ip link add … type ipip …`. Addresses are IPv4.
///
/// Without ``remote`` the outer destination is the route's next hop: one tunnel, many peers.
public struct IPIPLink: Sendable, Hashable {
    public var local: IPAddress?
    public var remote: IPAddress?
    /// The outer header's TTL. `nil` or 0: copied from the inner one. Anything else needs path MTU discovery.
    public var ttl: UInt8?
    /// Whether the outer header says "don't fragment". On by default.
    public var pathMTUDiscovery: Bool?
    /// The link that the outer packets use.
    public var device: String?

    public init(
        local: IPAddress? = nil, remote: IPAddress? = nil, ttl: UInt8? = nil, pathMTUDiscovery: Bool? = nil,
        device: String? = nil
    ) {
        self.local = local
        self.remote = remote
        self.ttl = ttl
        self.pathMTUDiscovery = pathMTUDiscovery
        self.device = device
    }
}
