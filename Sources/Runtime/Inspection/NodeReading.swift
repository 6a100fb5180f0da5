import Firewalls
import Glibc
import Namespaces
import Netlink

/// What one visit to a node's namespace brings: netlink's tables, and what only /proc shows.
///
/// Each table is of one moment, but not all of them of the same.
struct NodeReading {
    let name: String
    /// Kept open until the reading is used up: veth ends are told apart by it.
    let namespace: Descriptor
    let socket: NetlinkSocket
    /// The number of the namespace in /proc/PID/ns/net.
    let inode: UInt64
    let links: [LinkState]
    var addresses: [AddressEntry] = []
    var routes: [RouteEntry] = []
    var rules: [RuleEntry] = []
    var limits: [TokenBucket] = []
    var impairments: [Impairment] = []
    /// By the name of the link.
    var wireGuards: [String: WireGuardDevice] = [:]
    /// Of bridges that keep VLANs apart, and of their ports.
    var vlans: [BridgeVLANEntry] = []
    var firewall: FirewallListing?
    var neighbours: [NeighbourEntry] = []
    var forwarding: [ForwardingEntry] = []
    var sockets: [SocketTable.Socket] = []

    /// - Parameter isWhole: `false`: the links only, to find other nodes' peers
    init(_ name: String, _ namespace: Descriptor, isWhole: Bool) throws {
        self.name = name
        self.namespace = namespace
        inode = try namespace.inode()
        let (socket, sockets, isFiltered) = try OwnThread.run(in: namespace.number) {
            (try NetlinkSocket(), isWhole ? SocketTable.read() : [], isWhole && FirewallMonitor.tablesArePresent())
        }
        self.socket = socket
        links = try socket.links().sorted { $0.index < $1.index }
        guard isWhole else { return }
        self.sockets = sockets
        if isFiltered { firewall = FirewallListing.read(in: namespace.number) }
        let names = LinkTable(links)
        addresses = try socket.addresses(names: names)
        routes = try socket.routes(names: names).filter { $0.table != Self.localTable }
        rules = try socket.rules()
        limits = try socket.tokenBuckets(names: names)
        impairments = try socket.impairments(names: names)
        let encrypting = links.filter { $0.kind == "wireguard" }.map(\.name)
        if !encrypting.isEmpty {
            let socket = try OwnThread.run(in: namespace.number) { try WireGuardSocket() }
            for link in encrypting { wireGuards[link] = try socket.device(link) }
        }
        let filtering = Set(links.filter { if case .bridge(let bridge) = $0.data { bridge.vlanFiltering == true } else { false } }.map(\.index))
        if !filtering.isEmpty {
            let filtered = Set(links.filter { filtering.contains($0.master ?? $0.index) }.map(\.name))
            vlans = try socket.bridgeVLANs(names: names).filter { filtered.contains($0.link) }
        }
        // Multicast and the like need no neighbour; `ip neighbour` leaves them out too.
        neighbours = try socket.neighbours(names: names).filter { $0.state != .noarp && $0.state != .none }
        neighbours += try socket.neighbours(proxies: true, names: names)
        // On a kernel that filters by VLAN, a bridge has an entry for each VLAN, which differs in that alone.
        var seen: Set<ForwardingEntry> = []
        forwarding = try socket.forwarding(names: names).filter { seen.insert($0).inserted }
    }

    /// The kernel keeps it by itself, from the addresses.
    private static let localTable: UInt32 = 255
}
