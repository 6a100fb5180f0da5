import Addresses
import Namespaces
import Netlink
import Planning

/// A node of a running lab.
package struct NodeInspection: Sendable, Encodable {
    /// Objects that stand under one heading, for a reader.
    package struct Section: Sendable {
        package var name: String
        package var rows: [[String]]
    }

    package let name: String
    /// By which `ip -n`, `ip netns exec` and nsenter(1) enter it.
    let namespace: String
    /// In the order of their indexes.
    package let links: [LinkInspection]
    /// Objects that are not at a link, by what many of their kind are called.
    private var objects = FieldRecord()
    package private(set) var sections: [Section] = []
    /// Every chain of nftables.
    package let firewall: [ChainInspection]
    /// TCP sockets that listen, and UDP sockets that are not connected.
    package let sockets: [SocketInspection]
    /// Those whose network is this node.
    package let processes: [ProcessInspection]

    init(_ reading: NodeReading, peers: VethPeers, processes table: ProcessTable, record: LabRecord) {
        name = reading.name
        namespace = "/run/netns/\(record.name).\(reading.name)"
        let names = LinkTable(reading.links)
        links = reading.links.map { link in
            let reference = "\(reading.name):\(link.name)"
            var found = LinkInspection(
                link, in: reading, peer: peers.peer(of: link, in: reading.name)?.description, master: link.master.map(names.name(of:)))
            if record.relayedLinks.contains(reference) { found.setRelay(record.relays?[reference]) }
            return found
        }
        firewall = reading.firewall?.chains.map(ChainInspection.init) ?? []
        let tunnels = reading.links.compactMap { link in link.data?.udpPort.map { (port: Int($0), name: link.name) } }
        sockets = reading.sockets.map { socket in
            let holders = table.holders(of: socket.inode)
            // The kernel's own sockets have nobody: that of a vxlan or geneve device is told by its port.
            let link = holders.isEmpty && socket.proto == .udp ? tunnels.first { $0.port == socket.port }?.name : nil
            // Warren's servers are sockets of the keeper's.
            let server = holders.contains { $0.process == record.process } ? record.servers?[reading.name]?["\(socket.proto.rawValue) \(socket.port)"] : nil
            return SocketInspection(socket, processes: holders, link: link, server: server)
        }
        processes = table.processes(in: reading.inode)
        for kind in ObjectKinds.all { tell(kind, in: reading) }
    }

    private mutating func tell<Object: KernelObject>(_ kind: Object.Type, in reading: NodeReading) {
        guard case .node = Object.placement else { return }
        let byName = Dictionary(reading.links.map { ($0.name, $0) }) { first, _ in first }
        let found = reading.tables[kind].filter { !$0.isImplied }
        // The main table before others, whose numbers may be lower.
        var sections: [Section] = []
        objects[Object.plural] = .list(found.map { .record($0.record) })
        for object in found where object.isTold(on: object.links.first.flatMap { byName[$0] }) {
            if let position = sections.firstIndex(where: { $0.name == object.section }) {
                sections[position].rows += object.rows
            } else {
                sections.append(Section(name: object.section, rows: object.rows))
            }
        }
        self.sections += sections.filter { $0.name == Object.plural } + sections.filter { $0.name != Object.plural }
    }

    private enum Key: String, CodingKey { case name, namespace, links, firewall, sockets, processes }

    package func encode(to encoder: any Encoder) throws {
        try objects.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(namespace, forKey: .namespace)
        try container.encode(links, forKey: .links)
        try container.encode(firewall, forKey: .firewall)
        try container.encode(sockets, forKey: .sockets)
        try container.encode(processes, forKey: .processes)
    }
}

/// A process, and what it was started with.
package struct ProcessInspection: Sendable, Hashable, Codable {
    /// Its number.
    package var process: Int32
    /// The kernel's name for it, at most 15 bytes.
    package var name: String
    /// Its command line, the words joined by spaces; the name in brackets if it has none.
    package var command: String
}

/// A TCP socket that listens, or a UDP socket that is not connected.
package struct SocketInspection: Sendable, Hashable, Codable {
    /// A process that has the socket open.
    package struct Holder: Sendable, Hashable, Codable {
        package var process: Int32
        package var name: String
    }

    /// `tcp` or `udp`
    package var proto: String
    /// The local address; `0.0.0.0` or `::` for every one.
    package var address: IPAddress
    package var port: Int
    /// Empty for a socket of the kernel's own, and where /proc does not let the caller see.
    package var processes: [Holder]
    /// The vxlan link that the kernel's socket belongs to.
    package var link: String?
    /// What Warren itself answers there, for a server of the lab's: `echo`, `reply` or `http`.
    package var server: String?

    init(_ socket: SocketTable.Socket, processes: [ProcessInspection], link: String?, server: String?) {
        proto = socket.proto.rawValue
        address = socket.address
        port = socket.port
        self.processes = processes.map { Holder(process: $0.process, name: $0.name) }
        self.link = link
        self.server = server
    }
}
