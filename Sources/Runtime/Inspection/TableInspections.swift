import Addresses
import Netlink

/// A route of a node's main table. A multipath route is several, one for each next hop.
public struct RouteInspection: Sendable, Hashable, Codable {
    /// `0.0.0.0/0` and `::/0` are the default routes.
    public var destination: Prefix
    /// `unicast`, `blackhole`, `unreachable`, …
    public var type: String
    /// The next hop.
    public var via: IPAddress?
    public var device: String?
    /// Whether the next hop is on the link, whatever the addresses say.
    public var onlink: Bool
    /// `global`, `link` or `host`
    public var scope: String?
    /// The source address for packets of this node.
    public var source: IPAddress?
    /// The lower wins. Absent: 0.
    public var metric: UInt32?
    /// Who made it, by /etc/iproute2/rt_protos: `kernel`, `boot`, `static`, …; a number if it has no usual name.
    public var proto: String
    /// In bytes.
    public var mtu: Int?
    /// Of a route with several next hops, this one's: how large a share of the flows takes it, against the sum of all.
    public var weight: Int?

    /// One for each next hop.
    static func of(_ route: RouteEntry) -> [RouteInspection] {
        zip(route.ways, route.hops.isEmpty ? [nil] : route.hops.map(\.weight)).map { RouteInspection($0, weight: $1) }
    }

    private init(_ route: RouteEntry, weight: Int?) {
        destination = route.destination
        type = Words.routeType(route.type)
        via = route.via
        device = route.device
        onlink = route.onlink
        scope = route.scope.map(Words.scope)
        source = route.source
        metric = route.metric
        proto = Words.proto(route.proto)
        mtu = route.mtu
        self.weight = weight
    }
}

/// What a node knows of an address on a link: ARP's and neighbour discovery's.
public struct NeighbourInspection: Sendable, Hashable, Codable {
    public var address: IPAddress
    public var link: String
    public var mac: MACAddress?
    /// `reachable`, `stale`, `permanent`, …
    public var state: String
    /// The node answers for the address.
    public var isProxy: Bool

    init(_ entry: NeighbourEntry) {
        address = entry.address
        link = entry.link
        mac = entry.mac
        state = Words.neighbour(entry.state)
        isProxy = entry.isProxy
    }
}

/// Where a bridge or a vxlan device sends a MAC.
public struct ForwardingInspection: Sendable, Hashable, Codable {
    public var mac: MACAddress
    public var link: String
    /// Of a vxlan device: the peer's outer address.
    public var destination: IPAddress?
    /// `permanent`, `static` or `dynamic` (which ages)
    public var state: String
    /// Whether the entry is in the link's own table.
    public var isSelf: Bool
    /// The bridge whose table the entry is in.
    public var master: String?
    /// Of a vxlan device, where it is another than the device's own.
    public var vni: UInt32?
    public var port: UInt16?
    public var via: String?
    /// Whether a control plane put it.
    public var isExternallyLearned: Bool

    /// - Parameter master: the bridge of the entry's link
    init(_ entry: ForwardingEntry, master: String) {
        mac = entry.mac
        link = entry.link
        destination = entry.destination
        state = Words.forwarding(entry.state)
        isSelf = entry.isSelf
        self.master = entry.isMaster ? master : nil
        vni = entry.vni
        port = entry.port
        via = entry.via
        isExternallyLearned = entry.isExternallyLearned
    }
}
