import Firewalls
import Glibc
import Namespaces
import Netlink
import Planning

/// What one visit to a node's namespace brings: netlink's tables, and what only /proc shows.
///
/// Each table is of one moment, but not all of them of the same.
struct NodeReading: Sendable {
    let name: String
    /// Kept open until the reading is used up: veth ends are told apart by it.
    let namespace: Descriptor
    let socket: NetlinkSocket
    /// The number of the namespace in /proc/PID/ns/net.
    let inode: UInt64
    let links: [LinkState]
    var tables: NodeTables
    /// By the name of the link.
    var wireGuards: [String: WireGuardDevice] = [:]
    var firewall: FirewallListing?
    var sockets: [SocketTable.Socket] = []
    private var isFiltered = false

    /// For a thread that ends afterwards: it enters the namespace.
    ///
    /// - Parameter isWhole: `false`: the links only, to find other nodes' peers
    init(_ name: String, _ namespace: Descriptor, isWhole: Bool) throws {
        self.name = name
        self.namespace = namespace
        inode = try namespace.inode()
        let number = namespace.number
        let (socket, sockets, isFiltered) = try OwnThread.entering(number) {
            (try NetlinkSocket(), isWhole ? SocketTable.read() : [], isWhole && FirewallMonitor.tablesArePresent())
        }
        self.socket = socket
        let reader = try NamespaceReader(socket) { family in try OwnThread.run(in: number) { try GenericSocket(family) } }
        links = reader.links.sorted { $0.index < $1.index }
        guard isWhole else {
            tables = NodeTables(links: links)
            return
        }
        self.sockets = sockets
        self.isFiltered = isFiltered
        tables = try NodeTables(reader)
        wireGuards = Dictionary(try reader.wireGuards()) { first, _ in first }
    }

    mutating func readFirewall() { if isFiltered { firewall = FirewallListing.read(in: namespace.number) } }
}
