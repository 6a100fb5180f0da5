import Addresses
import Netlink
import Warren

extension Route: ResolvableWord {
    package static let actions = [Action<Route>(.routes) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ route: Route, in node: String) {
        let source = route.source
        guard let destination = destination(of: route, in: node) else { return }
        var entry = RouteEntry(destination: destination)
        check(route.metric, in: 0...Int(UInt32.max), "the metric", at: source)
        entry.metric = route.metric.map { UInt32(clamping: $0) }
        check(route.table, in: 1...Int(UInt32.max), "the table", at: source)
        if let table = route.table { entry.table = UInt32(clamping: table) }
        if let discard = route.traits.lazy.compactMap(RouteType.init(discarding:)).first {
            if route.via != nil || route.dev != nil {
                report("a route that discards its packets has neither next hop nor link", at: source)
            }
            entry.type = discard
            return addRoute(entry, to: node, at: source, because: "packets for \(destination) end here")
        }
        entry.onlink = route.traits.contains(.onlink)
        entry.scope = route.scope.map(RouteScope.init)
        if let hops = route.hops {
            guard let resolved = nextHops(hops, of: route, from: node, family: destination.family) else { return }
            entry.hops = resolved
            entry.onlink = false
        }
        if let dev = route.dev {
            guard requireLink(dev, of: node, at: source) != nil else { return }
            entry.device = dev
        }
        if let via = route.via {
            guard let hop = nextHop(via, from: node, family: destination.family, onlink: entry.onlink, dev: route.dev, at: source) else { return }
            entry.via = hop.address
            entry.device = hop.device
        } else if let nexthop = route.nexthop {
            guard state[node]?.objects[NexthopEntry.self].contains(where: { $0.value.id == UInt32(clamping: nexthop) }) == true else {
                return report("\(node) has no next hop \(nexthop); expected Nexthop(\(nexthop), …) in it", lackedBy: node, at: source)
            }
            if destination.family == .ipv6, let other = ipv4NextHop(among: nexthop, of: node) {
                return report("next hop \(other) has no IPv6 address; an IPv6 route needs an IPv6 next hop", at: source)
            }
            entry.nexthop = UInt32(clamping: nexthop)
        } else if route.hops != nil {
            // Each hop has its own.
        } else if route.dev == nil {
            return report("the route to \(Self.text(destination)) leads nowhere; expected via: a next hop, dev: a link, or .blackhole", at: source)
        } else if entry.onlink {
            return report(".onlink speaks of a next hop; expected via: …", at: source)
        }
        let hasAnotherWay = entry.devices.contains { state.link($0, of: node)?.isUp == true }
        for device in entry.devices where !hasAnotherWay {
            if reportDown(device, of: node, "a route", at: source) { return }
        }
        if let src = route.src {
            guard let own = sourceAddress(src, of: node, for: destination, at: source) else { return }
            entry.source = own
        }
        addRoute(entry, to: node, at: source, because: reason(for: entry, in: node))
    }

    /// Whether the link is down and what stands on it cannot be. A stage that takes it down loses what the base has there,
    /// which is no mistake.
    mutating func reportDown(_ device: String, of node: String, _ what: String, at source: SourceLocation) -> Bool {
        guard let link = state.link(device, of: node), !link.isUp,
            isOfStage || !takenDownByStage.contains(LinkReference(node: node, link: device))
        else { return false }
        report("\(device) of \(node) is down (line \((link.changeSource ?? link.source).line)); \(what) needs it up", at: source)
        return true
    }

    /// The first of the next hop, or of a group's members, that leads no IPv6 route: one without an IPv6 address.
    private func ipv4NextHop(among id: Int, of node: String) -> UInt32? {
        let known = (state[node]?.objects[NexthopEntry.self] ?? []).map(\.value)
        guard let hop = known.first(where: { $0.id == UInt32(clamping: id) }) else { return nil }
        let ids = hop.members.isEmpty ? [hop.id] : hop.members.map(\.id)
        return ids.first { id in known.first { $0.id == id }?.via?.family != .ipv6 }
    }

    /// Why a host has a default route that no line of its own gives it.
    static let segmentsGateway = "everything unknown goes to the segment's gateway"

    /// Adds a route unless the node already has one that differs only in where it leads.
    package mutating func addRoute(
        _ entry: RouteEntry, to node: String, at source: SourceLocation, because reason: String
    ) {
        let key = Unique.route(node: node, destination: entry.destination, metric: entry.metric, table: entry.table)
        if let earlier = taken[key] {
            // A segment's default route gives way to the lab's own.
            let isSegments = { (route: Declared<RouteEntry>) in route.value.destination == entry.destination && route.reason == Self.segmentsGateway }
            guard entry.destination.length == 0, entry.metric == nil, entry.table == 254, state[node]?.routes.contains(where: isSegments) == true else {
                return report("\(node) already has a route to \(Self.text(entry.destination)) (line \(earlier.line)); a second one needs a metric of its own", at: source)
            }
            _ = state.update(node) { $0.routes.removeAll(where: isSegments) }
        }
        taken[key] = source
        _ = state.update(node) { $0.routes.append(Declared(entry, at: source, because: reason)) }
    }

    /// The source address that packets prefer, which the kernel wants to be the node's own.
    private mutating func sourceAddress(
        _ reference: Reference, of node: String, for destination: Prefix, at source: SourceLocation
    ) -> IPAddress? {
        guard let own = address(reference, destination.family, at: source) else { return nil }
        if state[node]?.addresses.contains(where: { $0.value.address.address == own }) == true, own.family == destination.family { return own }
        let known = (state[node]?.addresses ?? []).map(\.value.address.address).filter { $0.family == destination.family }
        let list = known.map(\.description).joined(separator: ", ")
        report("the source address \(own) is not one of \(node)'s (\(list.isEmpty ? "it has none" : list))", lackedBy: node, at: source)
        return nil
    }

    /// `default` is of the family of its next hop, and IPv4 without one.
    mutating func defaultDestination(of route: Route, in node: String) -> Prefix {
        if let nexthop = route.nexthop { return .default(ipv4NextHop(among: nexthop, of: node) == nil ? .ipv6 : .ipv4) }
        return switch route.via ?? route.hops?.first?.via {
        case .literal(let text): .default(IPAddress(text)?.family ?? .ipv4)
        case .node(let name): .default(state[name].flatMap { Self.family(of: $0.addresses.map(\.value.address)) } ?? .ipv4)
        case .link(let link): .default(state[link.node].flatMap { Self.family(of: $0.addresses(of: link.link)) } ?? .ipv4)
        case nil: .default(.ipv4)
        }
    }

    /// IPv4 if any address is of it.
    private static func family(of addresses: [Prefix]) -> IPAddress.Family? {
        addresses.contains { $0.family == .ipv4 } ? .ipv4 : addresses.first?.family
    }

    private mutating func destination(of route: Route, in node: String) -> Prefix? {
        guard case .literal(let text) = route.destination else {
            return address(route.destination, at: route.source).map { Prefix(host: $0) }
        }
        if text == "default" { return defaultDestination(of: route, in: node) }
        if let address = IPAddress(text) { return Prefix(host: address) }
        guard let prefix = Prefix(text) else {
            report("\"\(text)\" is not a destination; expected a network such as 192.168.11.0/24, an address, or default", at: route.source)
            return nil
        }
        guard prefix.isNetwork else {
            report("\(prefix) has bits beyond its prefix length; expected \(prefix.network)", at: route.source)
            return nil
        }
        return prefix
    }

    /// The next hop's address and the link that reaches it.
    mutating func nextHop(
        _ via: Reference, from node: String, family: IPAddress.Family, onlink: Bool, dev: String?, at source: SourceLocation
    ) -> (address: IPAddress, device: String)? {
        guard let here = state[node], let candidates = addresses(via, at: source) else { return nil }
        // Of a node with several addresses, the one that shares a network with this node is meant.
        let reachable = candidates.first { $0.family == family && here.link(reaching: $0, on: dev) != nil }
            ?? candidates.first { $0.family == family && here.link(reaching: $0) != nil }
        guard let hop = reachable ?? candidates.first(where: { $0.family == family }) ?? candidates.first else {
            report("\(via) has no address to be a next hop", lackedBy: Self.node(via), at: source)
            return nil
        }
        if family == .ipv6, hop.family == .ipv4 {
            report("\(hop) is an IPv4 address; an IPv6 route needs an IPv6 next hop", at: source)
            return nil
        }
        if let fault = Self.fault(ofNextHop: hop, from: here) {
            report("\(hop) is \(fault), and no next hop", at: source)
            return nil
        }
        if let dev {
            guard onlink || here.link(reaching: hop, on: dev) != nil else {
                report("no network of \(dev) contains the next hop \(hop); \(networks(of: here)); .onlink says that it is on the link all the same", lackedBy: node, at: source)
                return nil
            }
            return (hop, dev)
        }
        guard let link = here.link(reaching: hop) else {
            report("no link of \(node) reaches the next hop \(hop); \(networks(of: here))", lackedBy: node, at: source)
            return nil
        }
        return (hop, link)
    }

    /// What an address is that the kernel takes for no next hop.
    private static func fault(ofNextHop hop: IPAddress, from node: NodeState) -> String? {
        if hop.isUnspecified { return "no address at all" }
        if hop.isMulticast { return "a multicast address" }
        let own = node.addresses.map(\.value.address)
        switch hop.family {
        case .ipv4:
            let isBroadcast = own.contains { $0.family == .ipv4 && $0.length < 31 && $0.broadcast == hop }
            return isBroadcast || hop.value == UInt128(UInt32.max) ? "a broadcast address" : nil
        case .ipv6: return own.contains { $0.address == hop } ? "an address of \(node.name) itself" : nil
        }
    }

    /// Every way of a route that has several, unless one is at fault.
    private mutating func nextHops(_ hops: [Hop], of route: Route, from node: String, family: IPAddress.Family) -> [NextHop]? {
        let onlink = route.traits.contains(.onlink)
        if hops.isEmpty {
            report("the route has no next hop; expected via: [Hop(…), …]", at: route.source)
        }
        let resolved = hops.compactMap { hop -> NextHop? in
            check(hop.weight, in: 1...256, "the weight", at: route.source)
            if let dev = hop.dev, requireLink(dev, of: node, at: route.source) == nil { return nil }
            guard let way = nextHop(hop.via, from: node, family: family, onlink: onlink, dev: hop.dev, at: route.source) else { return nil }
            return NextHop(via: way.address, device: way.device, weight: min(max(hop.weight, 1), 256), onlink: onlink)
        }
        return resolved.isEmpty || resolved.count < hops.count ? nil : resolved
    }

    private func networks(of node: NodeState) -> String {
        let known = node.addresses.map { "\($0.value.link) \($0.value.address)" }
        return known.isEmpty ? "\(node.name) has no address" : "\(node.name) has " + known.joined(separator: ", ")
    }

    private func reason(for entry: RouteEntry, in node: String) -> String {
        if let nexthop = entry.nexthop { return "\(Self.text(entry.destination)) is wherever next hop \(nexthop) leads" }
        if !entry.hops.isEmpty { return "\(Self.text(entry.destination)) has \(entry.hops.count) ways; each flow takes one" }
        guard let via = entry.via else { return "\(Self.text(entry.destination)) is on \(entry.device ?? "the link") itself" }
        guard let device = entry.device, let link = state.link(device, of: node) else { return "the way to \(Self.text(entry.destination))" }
        return switch link.origin {
        case .request(.ipip): "\(Self.text(entry.destination)) goes into the tunnel; the outer destination is the next hop \(via)"
        case .request(.vxlan): "\(Self.text(entry.destination)) goes into \(device), in a frame for whoever has \(via)"
        default: "\(Self.text(entry.destination)) is behind \(nodeOfAddress[via] ?? via.description)"
        }
    }

    static func text(_ destination: Prefix) -> String {
        destination.length == 0 ? "default" : destination.isHost ? destination.address.description : destination.description
    }
}

extension RouteType {
    /// What becomes of the packets, if the trait says that they end here.
    fileprivate init?(discarding trait: Route.Trait) {
        switch trait {
        case .blackhole: self = .blackhole
        case .unreachable: self = .unreachable
        case .prohibit: self = .prohibit
        case .onlink: return nil
        }
    }
}

extension RouteScope {
    fileprivate init(_ scope: Route.Scope) {
        switch scope {
        case .global: self = .global
        case .link: self = .link
        case .host: self = .host
        }
    }
}
