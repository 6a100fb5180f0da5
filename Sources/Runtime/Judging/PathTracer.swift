import Addresses
import Netlink
import Planning
import Warren

/// The way that a packet would take now, asked of each node's kernel in turn: for failure reports.
struct PathTracer {
    let network: Network
    let state: NetworkState

    /// The way, and whether it leads to a node that has the address.
    struct Way {
        var lines: [String] = []
        var end: String?
    }

    /// A line for each node from `start` on: which route it would use, and what it knows of the next hop; then,
    /// where the way ends too soon, why.
    ///
    ///     pod-a would route 192.168.11.10 via 169.254.10.24 dev eth0, neighbour 02:… REACHABLE
    ///
    /// - Parameter length: of the packet with its IP header, in bytes: links that it does not fit are told with their MTU.
    func way(from start: String, to destination: IPAddress, length: Int = 0) -> Way {
        var way = Way()
        var node = start
        var visited: Set<String> = []
        while visited.insert(node).inserted, way.lines.count < 32, let socket = try? network.nodes[node]?.namespace.socket {
            if owner(of: destination) == node {
                if node != start { way.lines.append("\(node) has \(destination)") }
                way.end = node
                break
            }
            guard let links = try? socket.links(), let table = try? socket.linkTable() else { break }
            let down = links.filter { !$0.isUp && state[node]?[link: $0.name] != nil }.map { "\(node):\($0.name) is down" }
            guard let route = try? socket.route(to: destination) else {
                way.lines += ["\(node) has no route to \(destination)"] + down
                break
            }
            let hop = Hop(
                node: node, device: table.name(of: route.outputDevice), address: route.gateway ?? destination,
                neighbour: neighbour(route.gateway ?? destination, on: route.outputDevice, socket, table))
            let link = links.first { $0.index == route.outputDevice }
            var line = "\(node) would route \(destination)" + (route.gateway.map { " via \($0)" } ?? "") + " dev \(hop.device)"
            if let mtu = route.mtu ?? link?.mtu, length > mtu { line += " (mtu \(mtu))" }
            if let neighbour = hop.neighbour { line += ", neighbour \(Self.words(neighbour))" }
            let entries = vxlanEntries(on: hop.device, socket, table)
            if let entry = entries.flatMap({ entry(for: hop, in: $0) }) { line += ", fdb \(Self.words(entry))" }
            way.lines.append(line)
            way.lines += down
            if let fault = entries.flatMap({ fault(of: hop, entries: $0) }) ?? fault(of: hop) {
                way.lines.append(fault)
                break
            }
            guard let next = next(after: hop) else { break }
            node = next
        }
        return way
    }

    /// Where a node would send a packet next.
    struct Hop {
        var node: String
        var device: String
        /// The next hop's, or the destination's own.
        var address: IPAddress
        var neighbour: NeighbourEntry?
    }

    private static func words(_ entry: NeighbourEntry) -> String {
        [entry.mac?.description, "\(entry.state)".uppercased()].compactMap { $0 }.joined(separator: " ")
    }

    private static func words(_ entry: ForwardingEntry) -> String {
        "\(entry.mac)" + (entry.destination.map { " dst \($0)" } ?? "")
    }

    private func neighbour(_ address: IPAddress, on device: Int32, _ socket: NetlinkSocket, _ table: LinkTable) -> NeighbourEntry? {
        let name = table.name(of: device)
        return (try? socket.neighbours(family: address.family, names: table))?.first { $0.address == address && $0.link == name }
    }

    /// The node that gets the packet next: the cable's other end, or whoever has the next hop's address.
    private func next(after hop: Hop) -> String? {
        guard let link = state[hop.node]?[link: hop.device] else { return nil }
        if let peer = link.peer, state[peer.node]?.role != .segment { return peer.node }
        return owner(of: hop.address, butNot: hop.node)
    }

    func owner(of address: IPAddress, butNot node: String = "") -> String? {
        state.nodes.first { $0.name != node && $0.addresses.contains { $0.value.address.address == address } }?.name
    }
}
