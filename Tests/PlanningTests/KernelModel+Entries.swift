import Addresses
import Netlink

@testable import Planning

extension KernelModel {
    mutating func add(_ object: NodeObject, in node: String) throws {
        switch object.value {
        case let entry as AddressEntry:
            _ = try link(entry.link, node)
            try require(!nodes[node]!.addresses.contains { $0.link == entry.link && $0.address.address == entry.address.address }, "the address exists")
            nodes[node]!.addresses.append(entry)
        case let entry as RouteEntry: try add(entry, in: node)
        case let entry as NeighbourEntry:
            try require(try link(entry.link, node).isUp, "\(entry.link) is down")
            try require(!nodes[node]!.neighbours.contains { $0.link == entry.link && $0.address == entry.address }, "the neighbour exists")
            nodes[node]!.neighbours.insert(entry)
        case let entry as ForwardingEntry:
            guard case .vxlan = try link(entry.link, node).kind else { throw "\(entry.link) is no vxlan" }
            let rival = nodes[node]!.forwarding.contains { $0.link == entry.link && $0.mac == entry.mac && (entry.mac != .zero || $0.destination == entry.destination) }
            try require(!rival, "the entry exists")
            nodes[node]!.forwarding.insert(entry)
        case let entry as RuleEntry: try require(nodes[node]!.rules.insert(entry).inserted, "the rule exists")
        case let peer as PlannedPeer:
            try require(try link(peer.link, node).identity != nil, "\(peer.link) has no key")
            if case .link(let device) = peer.key { try require(try link(device.link, device.node).identity != nil, "\(device) has no key") }
            try require(!nodes[node]!.peers.contains { $0.isCurrent && $0.planned.link == peer.link && $0.planned.key == peer.key }, "the peer exists")
            nodes[node]!.peers.insert(Peer(planned: peer))
        case let identity as WireGuardIdentity:
            guard case .wireguard = try link(identity.link, node).kind else { throw "\(identity.link) is no WireGuard device" }
            nodes[node]!.links[identity.link]!.identity = identity.device
        case let entry as BridgeVLANEntry: try add(entry, in: node)
        case let impairment as Impairment:
            _ = try link(impairment.link, node)
            // One in the place of another would keep what hangs on that.
            try require(nodes[node]!.impairments[impairment.link] == nil, "there is an impairment")
            nodes[node]!.impairments[impairment.link] = impairment
            nodes[node]!.limits[impairment.link] = nil
        case let entry as NexthopEntry: try add(entry, in: node)
        case let queue as RootQueue:
            _ = try link(queue.link, node)
            let isFree = nodes[node]!.queues[queue.link] == nil && nodes[node]!.impairments[queue.link] == nil && nodes[node]!.limits[queue.link] == nil
            try require(isFree, "there is a queue")
            nodes[node]!.queues[queue.link] = queue
        case let entry as QueueClassEntry:
            guard case .htb = nodes[node]!.queues[entry.link]?.manner else { throw "\(entry.link) has no queue with classes" }
            let classes = nodes[node]!.classes.filter { $0.link == entry.link }
            try require(!classes.contains { $0.number == entry.number }, "the class exists")
            try require(entry.parent == 0 || classes.contains { $0.number == entry.parent }, "the class above does not exist")
            nodes[node]!.classes.insert(entry)
        case let entry as QueueFilterEntry:
            try require(nodes[node]!.queues[entry.link] != nil, "\(entry.link) has no queue")
            let rival = nodes[node]!.filters.contains { $0.link == entry.link && $0.priority == entry.priority }
            try require(!rival, "the filter exists")
            // The kernel takes one to a class that is not there yet, and never finds it afterwards.
            let hasTarget = nodes[node]!.classes.contains { $0.link == entry.link && $0.number == entry.target }
            try require(hasTarget, "the filter leads nowhere")
            nodes[node]!.filters.insert(entry)
        case let bucket as TokenBucket:
            _ = try link(bucket.link, node)
            let isImpaired = nodes[node]!.impairments[bucket.link] != nil
            try require(isImpaired == bucket.isBelowImpairment, "the queue would hang in another place")
            nodes[node]!.limits[bucket.link] = bucket
        default: throw "the model does not know \(object.value)"
        }
    }

    mutating func remove(_ object: NodeObject, in node: String) throws {
        switch object.value {
        case let entry as AddressEntry: try remove(entry, in: node)
        case let entry as RouteEntry: try require(nodes[node]!.routes.remove(entry) != nil, "no such route")
        case let entry as NeighbourEntry: try require(nodes[node]!.neighbours.remove(entry) != nil, "no such neighbour")
        case let entry as ForwardingEntry: try require(nodes[node]!.forwarding.remove(entry) != nil, "no such entry")
        case let entry as RuleEntry: try require(nodes[node]!.rules.remove(entry) != nil, "no such rule")
        // By the key that its device has now.
        case let peer as PlannedPeer: try require(nodes[node]!.peers.remove(Peer(planned: peer)) != nil, "no such peer")
        case let entry as BridgeVLANEntry: try require(nodes[node]!.vlans.remove(entry) != nil, "no such VLAN")
        case let impairment as Impairment:
            try require(nodes[node]!.impairments.removeValue(forKey: impairment.link) == impairment, "no such queue")
            // What hangs on a queue goes with it.
            nodes[node]!.limits[impairment.link] = nil
        case let entry as NexthopEntry:
            try require(nodes[node]!.nexthops[entry.id] == entry, "no such next hop")
            forgetNexthops(in: node) { $0.id == entry.id }
        case let queue as RootQueue:
            try require(nodes[node]!.queues[queue.link] == queue, "no such queue")
            forgetQueue(of: queue.link, in: node)
        case let entry as QueueClassEntry:
            let isUsed = nodes[node]!.classes.contains { $0.link == entry.link && $0.parent == entry.number }
                || nodes[node]!.filters.contains { $0.link == entry.link && $0.target == entry.number }
            try require(!isUsed, "the class is in use")
            try require(nodes[node]!.classes.remove(entry) != nil, "no such class")
        case let entry as QueueFilterEntry: try require(nodes[node]!.filters.remove(entry) != nil, "no such filter")
        case let bucket as TokenBucket: try require(nodes[node]!.limits.removeValue(forKey: bucket.link) == bucket, "no such queue")
        default: throw "the model does not know \(object.value)"
        }
    }

    /// A port has VLANs as long as it is a port of a bridge that keeps them apart, and the bridge has some itself.
    private mutating func add(_ entry: BridgeVLANEntry, in node: String) throws {
        guard let bridge = entry.isOfBridge ? entry.link : try link(entry.link, node).master,
            case .bridge(let parameters) = try link(bridge, node).kind, parameters.vlanFiltering == true
        else { throw "\(entry.link) has no VLANs" }
        try require(!nodes[node]!.vlans.contains { $0.link == entry.link && $0.id == entry.id }, "the VLAN exists")
        nodes[node]!.vlans.insert(entry)
    }

    private mutating func add(_ entry: RouteEntry, in node: String) throws {
        try require(!nodes[node]!.routes.contains { $0.destination == entry.destination && $0.metric == entry.metric }, "the route exists")
        if let device = entry.device { try require(try link(device, node).isUp, "\(device) is down") }
        if let nexthop = entry.nexthop { try require(nodes[node]!.nexthops[nexthop] != nil, "no such next hop") }
        if let source = entry.source { try require(nodes[node]!.addresses.contains { $0.address.address == source }, "\(source) is nobody's") }
        if let via = entry.via, let device = entry.device, !entry.onlink {
            let reaches = nodes[node]!.addresses.contains { $0.link == device && $0.address.contains(via) }
                || nodes[node]!.routes.contains { $0.device == device && $0.via == nil && $0.destination.length > 0 && $0.destination.contains(via) }
            try require(reaches, "invalid gateway")
        }
        nodes[node]!.routes.insert(entry)
    }

    private mutating func add(_ entry: NexthopEntry, in node: String) throws {
        if let old = nodes[node]!.nexthops[entry.id] {
            let isAlike = old.members.isEmpty == entry.members.isEmpty && old.resilience?.buckets == entry.resilience?.buckets
            try require(isAlike, "a next hop of another kind exists")
        }
        if let device = entry.device {
            let link = try link(device, node)
            let carries = try link.peer.map { try self.link($0.link, $0.node).isUp } ?? true
            try require(link.isUp && carries, "\(device) does not carry")
        }
        for member in entry.members { try require(nodes[node]!.nexthops[member.id] != nil, "no such member") }
        nodes[node]!.nexthops[entry.id] = entry
    }

    /// With a next hop go the routes that lead by it, and its places in groups; with the last of those the group.
    mutating func forgetNexthops(in node: String, _ isGone: (NexthopEntry) -> Bool) {
        var gone = Set(nodes[node]!.nexthops.values.filter(isGone).map(\.id))
        for var group in nodes[node]!.nexthops.values where !group.members.isEmpty && !gone.contains(group.id) {
            group.members.removeAll { gone.contains($0.id) }
            nodes[node]!.nexthops[group.id] = group
            if group.members.isEmpty { gone.insert(group.id) }
        }
        for id in gone { nodes[node]!.nexthops[id] = nil }
        nodes[node]!.routes = nodes[node]!.routes.filter { route in !(route.nexthop.map { gone.contains($0) } ?? false) }
    }

    /// With a queue go its classes and filters.
    mutating func forgetQueue(of link: String, in node: String) {
        nodes[node]!.queues[link] = nil
        nodes[node]!.classes = nodes[node]!.classes.filter { $0.link != link }
        nodes[node]!.filters = nodes[node]!.filters.filter { $0.link != link }
    }

    /// With an IPv4 network's first address go the others of it, with the last of a link its routes and
    /// neighbours, and with any the routes whose source it is.
    private mutating func remove(_ entry: AddressEntry, in node: String) throws {
        guard let position = nodes[node]!.addresses.firstIndex(of: entry) else { throw "no such address" }
        let isFirst = !nodes[node]!.addresses[..<position].contains { $0.link == entry.link && $0.address.network == entry.address.network }
        var gone = [entry.address.address]
        if entry.address.family == .ipv4, isFirst {
            gone = nodes[node]!.addresses.filter { $0.link == entry.link && $0.address.network == entry.address.network }.map(\.address.address)
        }
        nodes[node]!.addresses.removeAll { $0.link == entry.link && gone.contains($0.address.address) }
        let left = nodes[node]!.addresses
        nodes[node]!.routes = nodes[node]!.routes.filter { route in
            guard let source = route.source else { return true }
            return left.contains { $0.address.address == source }
        }
        guard entry.address.family == .ipv4, !left.contains(where: { $0.link == entry.link && $0.address.family == .ipv4 }) else { return }
        nodes[node]!.routes = nodes[node]!.routes.filter { !($0.device == entry.link && $0.destination.family == .ipv4) }
        nodes[node]!.neighbours = nodes[node]!.neighbours.filter { !($0.link == entry.link && $0.address.family == .ipv4) }
    }
}
