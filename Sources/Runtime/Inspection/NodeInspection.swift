import Addresses
import Namespaces
import Netlink

/// A node of a running lab.
public struct NodeInspection: Sendable, Hashable, Codable {
    public var name: String
    /// By which `ip -n`, `ip netns exec` and nsenter(1) enter it.
    public var namespace: String
    /// In the order of their indexes.
    public var links: [LinkInspection]
    /// The main table, both families.
    public var routes: [RouteInspection]
    /// Other tables that have routes, by number, but for the kernel's own `local`.
    public var tables: [TableInspection]
    /// Both families, in the order in which they are asked.
    public var rules: [RuleInspection]
    /// Every chain of nftables.
    public var firewall: [ChainInspection]
    public var neighbours: [NeighbourInspection]
    public var forwarding: [ForwardingInspection]
    /// TCP sockets that listen, and UDP sockets that are not connected.
    public var sockets: [SocketInspection]
    /// Those whose network is this node.
    public var processes: [ProcessInspection]

    init(_ reading: NodeReading, peers: VethPeers, processes table: ProcessTable, record: LabRecord) {
        name = reading.name
        namespace = "/run/netns/\(record.name).\(reading.name)"
        let names = LinkTable(reading.links)
        links = reading.links.map { link in
            let reference = "\(reading.name):\(link.name)"
            var found = LinkInspection(
                link, addresses: reading.addresses.filter { $0.link == link.name },
                peer: peers.peer(of: link, in: reading.name)?.description,
                master: link.master.map(names.name(of:)))
            found.setLimit(reading.limits.first { $0.link == link.name })
            found.setWireGuard(reading.wireGuards[link.name])
            found.setImpairment(reading.impairments.first { $0.link == link.name })
            found.setVLANs(reading.vlans.filter { $0.link == link.name })
            if record.relayedLinks.contains(reference) { found.setRelay(record.relays?[reference]) }
            return found
        }
        let byTable = Dictionary(grouping: reading.routes, by: \.table)
        routes = byTable[Self.mainTable, default: []].flatMap(RouteInspection.of)
        tables = byTable.filter { $0.key != Self.mainTable }.sorted { $0.key < $1.key }.map {
            TableInspection(table: $0.key, routes: $0.value.flatMap(RouteInspection.of))
        }
        rules = reading.rules.sorted { ($0.family == .ipv4 ? 0 : 1, $0.priority) < ($1.family == .ipv4 ? 0 : 1, $1.priority) }.map(RuleInspection.init)
        firewall = reading.firewall?.chains.map(ChainInspection.init) ?? []
        neighbours = reading.neighbours.map(NeighbourInspection.init)
        let masters = Dictionary(reading.links.map { ($0.name, $0.master.map(names.name(of:))) }) { first, _ in first }
        forwarding = reading.forwarding.map { ForwardingInspection($0, master: (masters[$0.link] ?? nil) ?? $0.link) }
        let tunnels = reading.links.compactMap { link -> (port: Int, name: String)? in
            switch link.data {
            case .vxlan(let vxlan): (Int(vxlan.port ?? 8472), link.name)
            case .geneve(let geneve): (Int(geneve.port ?? GeneveLink.usualPort), link.name)
            default: nil
            }
        }
        sockets = reading.sockets.map { socket in
            let holders = table.holders(of: socket.inode)
            // The kernel's own sockets have nobody: that of a vxlan or geneve device is told by its port.
            let link = holders.isEmpty && socket.proto == .udp ? tunnels.first { $0.port == socket.port }?.name : nil
            // Warren's servers are sockets of the keeper's.
            let server = holders.contains { $0.process == record.process } ? record.servers?[reading.name]?["\(socket.proto.rawValue) \(socket.port)"] : nil
            return SocketInspection(socket, processes: holders, link: link, server: server)
        }
        processes = table.processes(in: reading.inode)
    }

    private static let mainTable: UInt32 = 254
}

/// A process, and what it was started with.
public struct ProcessInspection: Sendable, Hashable, Codable {
    /// Its number.
    public var process: Int32
    /// The kernel's name for it, at most 15 bytes.
    public var name: String
    /// Its command line, the words joined by spaces; the name in brackets if it has none.
    public var command: String
}

/// A TCP socket that listens, or a UDP socket that is not connected.
public struct SocketInspection: Sendable, Hashable, Codable {
    /// A process that has the socket open.
    public struct Holder: Sendable, Hashable, Codable {
        public var process: Int32
        public var name: String
    }

    /// `tcp` or `udp`
    public var proto: String
    /// The local address; `0.0.0.0` or `::` for every one.
    public var address: IPAddress
    public var port: Int
    /// Empty for a socket of the kernel's own, and where /proc does not let the caller see.
    public var processes: [Holder]
    /// The vxlan link that the kernel's socket belongs to.
    public var link: String?
    /// What Warren itself answers there, for a server of the lab's: `echo`, `reply` or `http`.
    public var server: String?

    init(_ socket: SocketTable.Socket, processes: [ProcessInspection], link: String?, server: String?) {
        proto = socket.proto.rawValue
        address = socket.address
        port = socket.port
        self.processes = processes.map { Holder(process: $0.process, name: $0.name) }
        self.link = link
        self.server = server
    }
}
