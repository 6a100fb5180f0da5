import Addresses
import Findings
import Netlink
import Planning
import Warren

/// The way that a packet would take now, asked of each node's kernel in turn: for failure reports.
struct PathTracer {
    let network: Network
    let state: NetworkState

    /// - Parameter length: of the packet with its IP header, in bytes
    func way(from start: String, to destination: IPAddress, length: Int = 0, isBack: Bool = false) -> Way {
        var way = Way(to: destination, length: length, isBack: isBack)
        var next: String? = start
        var visited: Set<String> = []
        while let node = next, visited.insert(node).inserted, way.hops.count < 32,
            let socket = try? network.nodes[node]?.namespace.socket
        {
            if owner(of: destination) == node {
                way.end = node
                break
            }
            guard let (hop, step) = hop(at: node, to: destination, socket) else { break }
            way.hops.append(hop)
            next = hop.fault == nil ? step.flatMap(node(after:)) : nil
        }
        return way
    }

    /// How a packet leaves a node.
    struct Step {
        var node: String
        var device: String
        /// The next hop's, or the destination's own.
        var address: IPAddress
        var neighbour: NeighbourEntry?
    }

    /// What a node would do with the packet; `nil` if it cannot be asked. Without a step it does not leave the node.
    private func hop(at node: String, to destination: IPAddress, _ socket: NetlinkSocket) -> (Way.Hop, Step?)? {
        guard let links = try? socket.links(), let table = try? socket.linkTable() else { return nil }
        let down = links.filter { !$0.isUp && state[node]?[link: $0.name] != nil }.map(\.name)
        guard let route = try? socket.route(to: destination) else { return (Way.Hop(node, downLinks: down), nil) }
        let address = route.gateway ?? destination
        let step = Step(
            node: node, device: table.name(of: route.outputDevice), address: address,
            neighbour: neighbour(address, on: route.outputDevice, socket, table))
        let entries = vxlanEntries(on: step.device, socket, table)
        let link = links.first { $0.index == route.outputDevice }
        let hop = Way.Hop(
            node, route: .init(via: route.gateway, link: step.device, mtu: (route.mtu ?? link?.mtu).map { Int($0) }),
            neighbour: step.neighbour.map { .init($0.mac, state: "\($0.state)") },
            forwarding: entries.flatMap { entry(for: step, in: $0) }.map { .init($0.mac, destination: $0.destination) },
            downLinks: down, fault: entries.flatMap { fault(of: step, entries: $0) } ?? fault(of: step))
        return (hop, step)
    }

    private func neighbour(
        _ address: IPAddress, on device: Int32, _ socket: NetlinkSocket, _ table: LinkTable
    ) -> NeighbourEntry? {
        let name = table.name(of: device)
        let neighbours = try? socket.neighbours(family: address.family, names: table)
        return neighbours?.first { $0.address == address && $0.link == name }
    }

    /// The node that gets the packet next: the cable's other end, or whoever has the next hop's address.
    private func node(after step: Step) -> String? {
        guard let link = state[step.node]?[link: step.device] else { return nil }
        if let peer = link.peer, state[peer.node]?.role != .segment { return peer.node }
        return owner(of: step.address, butNot: step.node)
    }

    func owner(of address: IPAddress, butNot node: String = "") -> String? {
        state.nodes.first { $0.name != node && $0.addresses.contains { $0.value.address.address == address } }?.name
    }
}
