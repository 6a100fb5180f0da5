import Addresses
import Findings
import Glibc
import Netlink
import Planning
import Warren

/// Asks a node's tables whether they hold what a lab expects, again after each change until they do.
struct TableWatcher {
    private let check: TableCheck
    private let namespace: Namespace

    init(_ check: TableCheck, in network: Network) throws {
        guard let namespace = network.nodes[check.node]?.namespace else { throw SystemError("tables", errno: ENOENT, check.node) }
        self.check = check
        self.namespace = namespace
    }

    /// Which of the check's lines the tables agree with, at the latest when the deadline passes.
    func run() throws -> [Bool] {
        var held = try look()
        guard held.contains(false), check.deadline > .zero else { return held }
        let deadline = Deadline(in: check.deadline)
        let groups: Set<NotificationGroup> = [.neighbour, .ipv4Route, .ipv6Route, .ipv4Address, .ipv6Address, .link]
        let monitor = try namespace.run { try NetlinkSocket(groups: groups) }
        held = try look()
        while held.contains(false), try Poll.wait(for: [monitor.descriptor], until: deadline) {
            _ = try monitor.receiveNotifications()
            held = try look()
        }
        return held
    }

    private func look() throws -> [Bool] {
        let socket = try namespace.socket
        let table = try socket.linkTable()
        // Each table is read once, and only if a line speaks of it.
        lazy var addresses = Result { try socket.addresses(names: table) }
        lazy var routes = Result { try socket.routes(names: table) }
        lazy var neighbours = Result { try socket.neighbours(names: table) }
        lazy var forwarding = Result { try socket.forwarding(names: table) }
        return try check.lines.map { line in
            let isThere =
                switch line.entry {
                case .address(let address, let link): try addresses.get().contains { $0.address == address && $0.link == link }
                case .route(let wanted): try routes.get().contains { wanted.agrees(with: $0) }
                case .neighbour(let address, let mac, let link):
                    try neighbours.get().contains {
                        $0.address == address && $0.link == link && (mac == nil || $0.mac == mac) && $0.state.isUsable
                    }
                case .forwarding(let mac, let destination, let link, let trait):
                    try forwarding.get().contains {
                        $0.mac == mac && $0.link == link && (destination == nil || $0.destination == destination)
                            && (trait == nil || ($0.state == .permanent) == (trait == .permanent))
                    }
                }
            return isThere == (check.presence == .present)
        }
    }

    /// Why there can be no such entry; `nil` if nothing tells.
    func obstacle(to entry: TableCheck.Entry) -> LearningOff? {
        guard check.presence == .present, case .forwarding(_, _, let name, .learned) = entry,
            let link = (try? namespace.socket.links())?.first(where: { $0.name == name }),
            case .vxlan(let vxlan) = link.data, vxlan.learning == false
        else { return nil }
        return LearningOff(LinkReference(node: check.node, link: name))
    }

    /// What the tables hold that is nearest to a line, as `ip` and `bridge` show it: for the failure report.
    func nearest(to entry: TableCheck.Entry) -> [String] {
        guard let socket = try? namespace.socket, let table = try? socket.linkTable() else { return [] }
        switch entry {
        case .address(_, let link):
            return ((try? socket.addresses(names: table)) ?? []).filter { $0.link == link }.map { "\($0.address) dev \($0.link)" }
        case .route(let wanted):
            return ((try? socket.routes(family: wanted.destination.family, table: 254, names: table)) ?? []).map { route in
                // As ip route shows them, which leaves the usual scope unsaid.
                var route = route
                if route.scope == .global { route.scope = nil }
                return route.arguments
            }
        case .neighbour(_, _, let link):
            return ((try? socket.neighbours(names: table)) ?? []).filter { $0.link == link && !$0.address.isMulticast }
                .map { "\($0.address) dev \($0.link)" + ($0.mac.map { " lladdr \($0)" } ?? "") + " \($0.state)".uppercased() }
        case .forwarding(_, _, let link, _):
            return ((try? socket.forwarding(names: table)) ?? []).filter { $0.link == link }
                .map { "\($0.mac) dev \($0.link)" + ($0.destination.map { " dst \($0)" } ?? "") + ($0.state == .permanent ? " permanent" : " learned") }
        }
    }
}

extension NeighbourState {
    /// Whether the entry has an address to send to: not one that is still asked for, or was asked for in vain.
    var isUsable: Bool { self != .failed && self != .incomplete && self != .none }
}

extension TableCheck.RouteWanted {
    func agrees(with route: RouteEntry) -> Bool {
        route.destination == destination && leads(by: route)
            && (scope == nil || route.scope == scope) && (source == nil || route.source == source)
            && (metric == nil || route.metric == metric) && (type == nil || route.type == type)
            && (onlink == nil || route.onlink == onlink) && (table == nil || route.table == table)
    }

    /// A route of several ways leads by each of them.
    private func leads(by route: RouteEntry) -> Bool {
        let ways = route.hops.isEmpty ? [NextHop(via: route.via, device: route.device)] : route.hops
        return ways.contains { (via == nil || $0.via == via) && (device == nil || $0.device == device) }
    }
}
