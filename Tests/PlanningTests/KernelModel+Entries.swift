import Addresses
import Netlink

@testable import Planning

extension KernelModel {
    mutating func applyEntry(_ operation: Planning.Operation, in node: String) throws {
        switch operation {
        case .addAddress(let entry):
            _ = try link(entry.link, node)
            try require(!nodes[node]!.addresses.contains { $0.link == entry.link && $0.address.address == entry.address.address }, "the address exists")
            nodes[node]!.addresses.append(entry)
        case .removeAddress(let entry): try remove(entry, in: node)
        case .addRoute(let entry): try add(entry, in: node)
        case .removeRoute(let entry): try require(nodes[node]!.routes.remove(entry) != nil, "no such route")
        case .addNeighbour(let entry):
            try require(try link(entry.link, node).isUp, "\(entry.link) is down")
            try require(!nodes[node]!.neighbours.contains { $0.link == entry.link && $0.address == entry.address }, "the neighbour exists")
            nodes[node]!.neighbours.insert(entry)
        case .removeNeighbour(let entry): try require(nodes[node]!.neighbours.remove(entry) != nil, "no such neighbour")
        case .addForwarding(let entry):
            guard case .vxlan = try link(entry.link, node).kind else { throw "\(entry.link) is no vxlan" }
            let rival = nodes[node]!.forwarding.contains { $0.link == entry.link && $0.mac == entry.mac && (entry.mac != .zero || $0.destination == entry.destination) }
            try require(!rival, "the entry exists")
            nodes[node]!.forwarding.insert(entry)
        case .addRule(let entry): try require(nodes[node]!.rules.insert(entry).inserted, "the rule exists")
        case .removeRule(let entry): try require(nodes[node]!.rules.remove(entry) != nil, "no such rule")
        case .setLimit(let bucket): nodes[node]!.limits[bucket.link] = bucket
        case .removeLimit(let bucket): try require(nodes[node]!.limits.removeValue(forKey: bucket.link) != nil, "no such queue")
        case .removeForwarding(let entry): try require(nodes[node]!.forwarding.remove(entry) != nil, "no such entry")
        default: break
        }
    }

    private mutating func add(_ entry: RouteEntry, in node: String) throws {
        try require(!nodes[node]!.routes.contains { $0.destination == entry.destination && $0.metric == entry.metric }, "the route exists")
        if let device = entry.device { try require(try link(device, node).isUp, "\(device) is down") }
        if let source = entry.source { try require(nodes[node]!.addresses.contains { $0.address.address == source }, "\(source) is nobody's") }
        if let via = entry.via, let device = entry.device, !entry.onlink {
            let reaches = nodes[node]!.addresses.contains { $0.link == device && $0.address.contains(via) }
                || nodes[node]!.routes.contains { $0.device == device && $0.via == nil && $0.destination.length > 0 && $0.destination.contains(via) }
            try require(reaches, "invalid gateway")
        }
        nodes[node]!.routes.insert(entry)
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
