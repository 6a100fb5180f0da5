import Addresses
import Namespaces
import Netlink
import Planning

/// A node of a running lab.
package struct NodeInspection: Sendable {
    /// Objects that stand under one heading, for a reader.
    package struct Section: Sendable {
        package var name: String
        package var rows: [[String]]
    }

    package let name: String
    /// By which `ip -n`, `ip netns exec` and nsenter(1) enter it.
    let namespace: String
    /// In the order of their indexes.
    package private(set) var links: [LinkInspection]
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
            LinkInspection(link, in: reading, peer: peers.peer(of: link, in: reading.name)?.description, master: link.master.map(names.name(of:)))
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
        for position in links.indices {
            let reference = "\(reading.name):\(links[position].name)"
            if record.relayedLinks.contains(reference) { links[position].setRelay(record.relays?[reference]) }
        }
    }

    private mutating func tell<Object: KernelObject>(_ kind: Object.Type, in reading: NodeReading) {
        let found = reading.tables[kind].filter { !$0.isImplied }
        guard case .node = Object.placement else {
            let byLink = Dictionary(grouping: found) { $0.links.first ?? "" }
            for position in links.indices { links[position].tell(byLink[links[position].name] ?? []) }
            return
        }
        objects[Object.plural] = .list(found.map { .record($0.record) })
        if found.isEmpty { return }
        let byName = Dictionary(reading.links.lazy.map { ($0.name, $0) }) { first, _ in first }
        var sections: [Section] = []
        for object in found where object.isTold(on: object.links.first.flatMap { byName[$0] }) {
            let name = object.section
            if let position = sections.lastIndex(where: { $0.name == name }) {
                sections[position].rows += object.rows
            } else {
                sections.append(Section(name: name, rows: object.rows))
            }
        }
        // The main table before others, whose numbers may be lower.
        self.sections += sections.filter { $0.name == Object.plural } + sections.filter { $0.name != Object.plural }
    }

    package var record: FieldRecord {
        var record = objects
        record["name"] = .text(name)
        record["namespace"] = .text(namespace)
        record["links"] = .list(links.map { .record($0.record) })
        record["firewall"] = .list(firewall.map { .record($0.record) })
        record["sockets"] = .list(sockets.map { .record($0.record) })
        record["processes"] = .list(processes.map { .record($0.record) })
        return record
    }
}

/// A process, and what it was started with.
package struct ProcessInspection: Sendable, Hashable {
    /// Its number.
    package var process: Int32
    /// The kernel's name for it, at most 15 bytes.
    package var name: String
    /// Its command line, the words joined by spaces; the name in brackets if it has none.
    package var command: String

    var record: FieldRecord { ["process": FieldValue(process), "name": .text(name), "command": .text(command)] }
}

/// A TCP socket that listens, or a UDP socket that is not connected.
package struct SocketInspection: Sendable, Hashable {
    /// A process that has the socket open.
    package struct Holder: Sendable, Hashable {
        package var process: Int32
        package var name: String

        var record: FieldRecord { ["process": FieldValue(process), "name": .text(name)] }
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

    var record: FieldRecord {
        [
            "proto": .text(proto), "address": .text("\(address)"), "port": FieldValue(port),
            "processes": .list(processes.map { .record($0.record) }), "link": link.map { .text($0) }, "server": server.map { .text($0) },
        ]
    }
}
