import Addresses

/// What a route does with a packet: `RTN_…` of <linux/rtnetlink.h>.
package enum RouteType: UInt8, Sendable, Hashable {
    case unspecified, unicast, local, broadcast, anycast, multicast
    /// Dropped in silence.
    case blackhole
    /// Dropped with ICMP "host unreachable".
    case unreachable
    /// Dropped with ICMP "administratively prohibited".
    case prohibit
    /// As if this table had no such route.
    case `throw`
    case nat
}

/// A route: `ip route add DESTINATION via … dev …`.
package struct RouteEntry: Sendable, Hashable {
    /// A network: its host bits are zero.
    package var destination: Prefix
    /// The next hop, of either family.
    package var via: IPAddress?
    package var device: String?
    /// The next hop is on the link, whatever the addresses say (`RTNH_F_ONLINK`).
    package var onlink: Bool
    /// `nil`: as `ip` chooses, link for a unicast IPv4 route without a next hop, host for a local one, else global.
    package var scope: RouteScope?
    /// The source address for packets of this host (`src`).
    package var source: IPAddress?
    /// The lower wins. `nil`: the kernel's, 0 for IPv4 and 1024 for IPv6.
    package var metric: UInt32?
    /// 254 is main, 255 local.
    package var table: UInt32
    package var type: RouteType
    /// Who made it: `RTPROT_…`; 2 kernel, 3 boot (what `ip route add` puts), 4 static, 80 what Calico puts.
    package var proto: UInt8
    /// In bytes.
    package var mtu: Int?
    /// Several ways at once, among which the kernel chooses flow by flow; ``via``, ``device`` and ``onlink`` are
    /// not used then. Empty: one way.
    package var hops: [NextHop]
    /// The number of a next-hop object (``NexthopEntry``) that says where the route leads, in place of all these.
    package var nexthop: UInt32?

    package init(
        destination: Prefix, via: IPAddress? = nil, device: String? = nil, onlink: Bool = false,
        scope: RouteScope? = nil, source: IPAddress? = nil, metric: UInt32? = nil, table: UInt32 = 254,
        type: RouteType = .unicast, proto: UInt8 = 3, mtu: Int? = nil,
        hops: [NextHop] = [], nexthop: UInt32? = nil
    ) {
        self.destination = destination
        self.via = via
        self.device = device
        self.onlink = onlink
        self.scope = scope
        self.source = source
        self.metric = metric
        self.table = table
        self.type = type
        self.proto = proto
        self.mtu = mtu
        self.hops = hops
        self.nexthop = nexthop
    }
}
