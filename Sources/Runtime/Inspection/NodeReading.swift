import Glibc
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
    var neighbours: [NeighbourEntry] = []
    var forwarding: [ForwardingEntry] = []
    var sockets: [SocketTable.Socket] = []

    /// - Parameter isWhole: `false`: the links only, to find other nodes' peers
    init(_ name: String, _ namespace: Descriptor, isWhole: Bool) throws {
        self.name = name
        self.namespace = namespace
        inode = try namespace.inode()
        let (socket, sockets) = try OwnThread.run(in: namespace.number) {
            (try NetlinkSocket(), isWhole ? SocketTable.read() : [])
        }
        self.socket = socket
        links = try socket.links().sorted { $0.index < $1.index }
        guard isWhole else { return }
        self.sockets = sockets
        let names = LinkTable(links)
        addresses = try socket.addresses(names: names)
        routes = try socket.routes(table: Self.mainTable, names: names).flatMap(\.ways)
        // Multicast and the like need no neighbour; `ip neighbour` leaves them out too.
        neighbours = try socket.neighbours(names: names).filter { $0.state != .noarp && $0.state != .none }
        neighbours += try socket.neighbours(proxies: true, names: names)
        // On a kernel that filters by VLAN, a bridge has an entry for each VLAN, which differs in that alone.
        var seen: Set<ForwardingEntry> = []
        forwarding = try socket.forwarding(names: names).filter { seen.insert($0).inserted }
    }

    private static let mainTable: UInt32 = 254
}
