import Addresses
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
            if record.relayedLinks.contains(reference) { found.setRelay(record.relays?[reference]) }
            return found
        }
        routes = reading.routes.map(RouteInspection.init)
        neighbours = reading.neighbours.map(NeighbourInspection.init)
        let masters = Dictionary(reading.links.map { ($0.name, $0.master.map(names.name(of:))) }) { first, _ in first }
        forwarding = reading.forwarding.map { ForwardingInspection($0, master: (masters[$0.link] ?? nil) ?? $0.link) }
        let vxlans = reading.links.compactMap { link -> (port: Int, name: String)? in
            if case .vxlan(let vxlan) = link.data { (Int(vxlan.port ?? 8472), link.name) } else { nil }
        }
        sockets = reading.sockets.map { socket in
            let holders = table.holders(of: socket.inode)
            // The kernel's own sockets have nobody: a vxlan device's is told by its port.
            let link = holders.isEmpty && socket.proto == .udp ? vxlans.first { $0.port == socket.port }?.name : nil
            return SocketInspection(socket, processes: holders, link: link)
        }
        processes = table.processes(in: reading.inode)
    }
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

    init(_ socket: SocketTable.Socket, processes: [ProcessInspection], link: String?) {
        proto = socket.proto.rawValue
        address = socket.address
        port = socket.port
        self.processes = processes.map { Holder(process: $0.process, name: $0.name) }
        self.link = link
    }
}
