import Addresses
import Netlink
import Planning
import Warren

/// The way that a packet would take now, asked of each node's kernel in turn: for failure reports.
struct PathTracer {
    let network: Network
    let state: NetworkState

    /// A line for each node from `start` on: which route it would use, and what it knows of the next hop.
    ///
    ///     pod-a would route 192.168.11.10 via 169.254.10.24 dev eth0, neighbour 02:… REACHABLE
    func lines(from start: String, to destination: IPAddress) -> [String] {
        var lines: [String] = []
        var node = start
        var visited: Set<String> = []
        while visited.insert(node).inserted, lines.count < 16 {
            guard let socket = network.nodes[node]?.namespace.socket else { break }
            if state[node]?.addresses.contains(where: { $0.value.address.address == destination }) == true {
                if node != start { lines.append("\(node) has \(destination)") }
                break
            }
            guard let table = try? socket.linkTable() else { break }
            let route: RouteLookup
            do {
                route = try socket.route(to: destination)
            } catch {
                lines.append("\(node) has no route to \(destination)")
                break
            }
            let device = table.name(of: route.outputDevice)
            let hop = route.gateway ?? destination
            var line = "\(node) would route \(destination)" + (route.gateway.map { " via \($0)" } ?? "") + " dev \(device)"
            if let neighbour = neighbour(hop, on: device, socket, table) { line += ", neighbour \(neighbour)" }
            if let entry = forwarding(hop, on: device, socket, table) { line += ", fdb \(entry)" }
            lines.append(line)
            if let fault = faultOfTunnel(from: node, device, to: hop) { lines.append(fault) }
            guard let next = self.next(after: node, device: device, hop: hop, isGateway: route.gateway != nil) else { break }
            node = next
        }
        return lines
    }

    private func neighbour(_ address: IPAddress, on device: String, _ socket: NetlinkSocket, _ table: LinkTable) -> String? {
        guard let entry = (try? socket.neighbours(family: address.family, names: table))?
            .first(where: { $0.address == address && $0.link == device })
        else { return nil }
        return [entry.mac?.description, "\(entry.state)".uppercased()].compactMap { $0 }.joined(separator: " ")
    }

    /// Where a vxlan device would send frames for the next hop.
    private func forwarding(_ address: IPAddress, on device: String, _ socket: NetlinkSocket, _ table: LinkTable) -> String? {
        guard let entries = (try? socket.forwarding(names: table))?.filter({ $0.link == device && $0.destination != nil }), !entries.isEmpty
        else { return nil }
        let mac = (try? socket.neighbours(family: address.family, names: table))?
            .first { $0.address == address && $0.link == device }?.mac
        let entry = entries.first { $0.mac == mac } ?? entries.first { $0.mac == .zero }
        return entry.map { "\($0.mac) dst \($0.destination.map(\.description) ?? "")" } ?? "has no entry for \(mac.map(\.description) ?? "it")"
    }

    /// What keeps a vxlan device's frames from being taken at the other end: nobody there listens for its VNI.
    private func faultOfTunnel(from node: String, _ device: String, to hop: IPAddress) -> String? {
        guard let here = vxlans(of: node).first(where: { $0.name == device }),
            let there = state.nodes.first(where: { $0.name != node && $0.addresses.contains { $0.value.address.address == hop } })?.name
        else { return nil }
        let others = vxlans(of: there)
        if others.contains(where: { $0.vxlan.id == here.vxlan.id && ($0.vxlan.port ?? 8472) == (here.vxlan.port ?? 8472) && $0.isUp }) { return nil }
        let wanted = "VNI \(here.vxlan.id) on UDP port \(here.vxlan.port ?? 8472)"
        let known = others.map { "\($0.name) has VNI \($0.vxlan.id) on port \($0.vxlan.port ?? 8472)" + ($0.isUp ? "" : " and is down") }
        return "\(there) does not listen for \(wanted)" + (known.isEmpty ? ": it has no vxlan device" : ": its " + known.joined(separator: ", its "))
    }

    private func vxlans(of node: String) -> [(name: String, vxlan: VxlanLink, isUp: Bool)] {
        let links = (try? network.nodes[node]?.namespace.socket.links()) ?? []
        return links.compactMap { link in
            if case .vxlan(let vxlan) = link.data { (link.name, vxlan, link.isUp) } else { nil }
        }
    }

    /// The node that gets the packet next: the cable's other end, or whoever has the next hop's address.
    private func next(after node: String, device: String, hop: IPAddress, isGateway: Bool) -> String? {
        guard let link = state[node]?[link: device] else { return nil }
        if let peer = link.peer, state[peer.node]?.role != .segment { return peer.node }
        return state.nodes.first { $0.name != node && $0.addresses.contains { $0.value.address.address == hop } }?.name
    }
}
