import Addresses
import Netlink
import Warren

extension Resolver {
    mutating func declareRoutes() {
        forEachWithin { resolver, node, element in
            if case .route(let route) = element { resolver.declare(route, in: node) }
        }
    }

    private mutating func declare(_ route: Route, in node: String) {
        let source = route.source
        guard let destination = destination(of: route) else { return }
        let discards: [Route.Trait: RouteType] = [.blackhole: .blackhole, .unreachable: .unreachable, .prohibit: .prohibit]
        var entry = RouteEntry(destination: destination)
        check(route.metric, in: 0...Int(UInt32.max), "the metric", at: source)
        entry.metric = route.metric.map { UInt32(clamping: $0) }
        if let discard = route.traits.compactMap({ discards[$0] }).first {
            if route.via != nil || route.dev != nil {
                report("a route that discards its packets has neither next hop nor link", at: source)
            }
            entry.type = discard
            return addRoute(entry, to: node, at: source, because: "packets for \(destination) end here")
        }
        entry.onlink = route.traits.contains(.onlink)
        entry.scope = route.scope.flatMap { [.global: .global, .link: .link, .host: .host][$0] }
        if let dev = route.dev {
            guard let link = requireLink(dev, of: node, at: source) else { return }
            if !link.isUp { return report("\(dev) of \(node) is down (line \((link.changedAt ?? link.source).line)); a route needs it up", at: source) }
            entry.device = dev
        }
        if let via = route.via {
            guard let hop = nextHop(via, from: node, family: destination.family, onlink: entry.onlink, dev: route.dev, at: source) else { return }
            entry.via = hop.address
            entry.device = hop.device
        } else if route.dev == nil {
            return report("the route to \(Self.text(destination)) leads nowhere; expected via: a next hop, dev: a link, or .blackhole", at: source)
        } else if entry.onlink {
            return report(".onlink speaks of a next hop; expected via: …", at: source)
        }
        if let src = route.src { entry.source = address(src, destination.family, at: source) }
        addRoute(entry, to: node, at: source, because: reason(for: entry, in: node))
    }

    /// Adds a route unless the node already has one that differs only in where it leads.
    mutating func addRoute(_ entry: RouteEntry, to node: String, at source: SourceLocation, because reason: String) {
        if let earlier = state[node]?.routes.first(where: { $0.value.key == entry.key }) {
            // A segment's default route gives way to the lab's own.
            if earlier.value.destination.length == 0, earlier.reason.hasSuffix("segment's gateway") {
                _ = state.update(node) { $0.routes.removeAll { $0.value.key == entry.key } }
            } else {
                return report("\(node) already has a route to \(Self.text(entry.destination)) (line \(earlier.source.line)); a second one needs a metric of its own", at: source)
            }
        }
        _ = state.update(node) { $0.routes.append(Declared(entry, at: source, because: reason)) }
    }

    private mutating func destination(of route: Route) -> Prefix? {
        guard case .literal(let text) = route.destination else {
            return address(route.destination, at: route.source).map { Prefix(host: $0) }
        }
        if text == "default" {
            let via = route.via.flatMap { reference -> IPAddress? in
                if case .literal(let text) = reference { IPAddress(text) } else { nil }
            }
            return .default(via?.family ?? .ipv4)
        }
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
    private mutating func nextHop(
        _ via: Reference, from node: String, family: IPAddress.Family, onlink: Bool, dev: String?, at source: SourceLocation
    ) -> (address: IPAddress, device: String)? {
        guard let here = state[node], let candidates = addresses(via, at: source) else { return nil }
        // Of a node with several addresses, the one that shares a network with this node is meant.
        let reachable = candidates.first { $0.family == family && here.link(reaching: $0, on: dev) != nil }
            ?? candidates.first { $0.family == family && here.link(reaching: $0) != nil }
        guard let hop = reachable ?? candidates.first(where: { $0.family == family }) ?? candidates.first else {
            report("\(via) has no address to be a next hop", at: source)
            return nil
        }
        if let dev {
            guard onlink || here.link(reaching: hop, on: dev) != nil else {
                report("no network of \(dev) contains the next hop \(hop); \(networks(of: here)); .onlink says that it is on the link all the same", at: source)
                return nil
            }
            return (hop, dev)
        }
        guard let link = here.link(reaching: hop) else {
            report("no link of \(node) reaches the next hop \(hop); \(networks(of: here))", at: source)
            return nil
        }
        return (hop, link)
    }

    private func networks(of node: NodeState) -> String {
        let known = node.addresses.map { "\($0.value.link) \($0.value.address)" }
        return known.isEmpty ? "\(node.name) has no address" : "\(node.name) has " + known.joined(separator: ", ")
    }

    private func reason(for entry: RouteEntry, in node: String) -> String {
        guard let via = entry.via else { return "\(Self.text(entry.destination)) is on \(entry.device ?? "the link") itself" }
        guard let device = entry.device, let link = state[node]?[link: device] else { return "the way to \(Self.text(entry.destination))" }
        return switch link.origin {
        case .request(.ipip): "\(Self.text(entry.destination)) goes into the tunnel; the outer destination is the next hop \(via)"
        case .request(.vxlan): "\(Self.text(entry.destination)) goes into \(device), in a frame for whoever has \(via)"
        default: "\(Self.text(entry.destination)) is behind \(nodeOfAddress[via] ?? via.description)"
        }
    }

    static func text(_ destination: Prefix) -> String {
        destination.length == 0 ? "default" : destination.isHost ? destination.address.description : destination.description
    }

    /// The trap of proxy_arp: the kernel answers for an address only if it has a route to it through another link.
    mutating func checkProxyARP() {
        for case .pod(let pod) in elements {
            guard case .proxyARP(let text) = pod.style, let gateway = IPAddress(text), gateway.family == .ipv4,
                let host = state[pod.host], let link = state[pod.name]?[link: "eth0"]?.peer?.link
            else { continue }
            let isRouted = host.routes.contains {
                $0.value.destination.contains(gateway) && $0.value.device != link && $0.value.type == .unicast
            }
            if !isRouted {
                report(
                    "\(pod.host) has no route to \(gateway), so it would not answer \(pod.name)'s ARP requests for it (proxy_arp answers only for what is routed through another link); give \(pod.host)'s segment a gateway, or the host a default route",
                    at: pod.source)
            }
        }
    }

    /// What the kernel takes away when a link goes down: its routes and neighbours.
    mutating func dropWhatALinkThatIsDownLoses() {
        state.updateAll { node in
            let down = Set(node.links.filter { !$0.isUp }.map(\.name))
            guard !down.isEmpty else { return }
            node.routes.removeAll { $0.value.device.map(down.contains) ?? false }
            node.neighbours.removeAll { down.contains($0.value.link) }
        }
    }
}

extension RouteEntry {
    /// What the kernel tells routes apart by: a second one with the same key replaces or is refused.
    var key: RouteKey { RouteKey(destination: destination, metric: metric, table: table) }
}

struct RouteKey: Hashable {
    var destination: Prefix
    var metric: UInt32?
    var table: UInt32
}
