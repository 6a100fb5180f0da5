import Addresses
import Netlink
import Planning
import Warren

/// Finds which tunnel devices reach each other, as the kernel would: by what they are told, not by their names.
///
/// A vxlan device reaches the nodes that its forwarding entries, its remote or its multicast group lead to, if
/// these have a device of the same VNI and port; a geneve device its remote, and a WireGuard device its peers. An ipip or GRE device reaches its remote, or else the next hops of the
/// routes through it, if such a device is there, for GRE with the same key.
struct TunnelFinder {
    /// A tunnel device, and where its outer packets go.
    private struct Device {
        var reference: LinkReference
        var encapsulation: Diagram.Encapsulation
        /// Addresses at which outer packets for it arrive.
        var own: Set<IPAddress>
        var destinations: Set<IPAddress>
        /// What two devices must share to understand each other.
        var key: String { "\(encapsulation.kind)/\(encapsulation.vni ?? 0)/\(encapsulation.port ?? 0)/\(encapsulation.key.map(String.init) ?? "")" }
    }

    private let devices: [Device]

    init(_ state: NetworkState, without hidden: Set<String>) {
        devices = state.nodes.filter { !hidden.contains($0.name) }.flatMap { node in
            node.namedLinks.compactMap { Self.device($0, of: node, in: state) }
        }
    }

    private static func device(_ link: PlannedLink, of node: NodeState, in state: NetworkState) -> Device? {
        guard let encapsulation = Diagram.Encapsulation(link), case .request(let kind) = link.origin else { return nil }
        var device = Device(
            reference: LinkReference(node: node.name, link: link.name), encapsulation: encapsulation,
            own: Set(node.addresses.filter { $0.value.link != link.name }.map(\.value.address.address)), destinations: [])
        /// Those of the routes through it, where the device has no other end of its own.
        var hops: Set<IPAddress> {
            let ways = node.routes.map(\.value).flatMap { $0.hops.map { ($0.device, $0.via) } + [($0.device, $0.via)] }
            return Set(ways.filter { $0.0 == link.name }.compactMap(\.1))
        }
        switch kind {
        case .vxlan(let vxlan):
            if let local = vxlan.local { device.own = [local] }
            let entries = node.forwarding.map(\.value).filter {
                $0.link == link.name && ($0.vni ?? vxlan.id) == vxlan.id && ($0.port ?? link.vxlanPort) == link.vxlanPort
            }
            device.destinations = Set(entries.compactMap(\.destination) + [vxlan.remote].compactMap { $0 })
        case .ipip(let ipip):
            if let local = ipip.local { device.own = [local] }
            device.destinations = ipip.remote.map { [$0] } ?? hops
        case .gre(let gre):
            if let local = gre.local { device.own = [local] }
            device.destinations = gre.remote.map { [$0] } ?? hops
        case .geneve(let geneve):
            device.destinations = Set([geneve.remote].compactMap { $0 })
        case .wireguard:
            for peer in node.peers.map(\.value) where peer.link == link.name {
                if let endpoint = peer.endpoint { device.destinations.insert(endpoint.address) }
                if case .link(let other) = peer.key { device.destinations.formUnion(state[other.node]?.addresses.map(\.value.address.address) ?? []) }
            }
        default: break
        }
        return device
    }

    /// The devices that reach each other, directly or through others, each set with its pairs.
    func tunnels() -> [Diagram.Tunnel] {
        var groups: [(devices: [Int], pairs: [(Int, Int)])] = []
        var order: [String] = []
        var byKey: [String: [Int]] = [:]
        for (position, device) in devices.enumerated() {
            if byKey[device.key] == nil { order.append(device.key) }
            byKey[device.key, default: []].append(position)
        }
        for key in order {
            let members = byKey[key] ?? []
            let pairs = pairs(among: members)
            groups += components(of: members, pairs).map { component in
                (component, pairs.filter { component.contains($0.0) })
            }
        }
        return groups.filter { $0.devices.count > 1 }.map { group in
            Diagram.Tunnel(
                encapsulation: devices[group.devices[0]].encapsulation, members: group.devices.map { devices[$0].reference },
                pairs: group.pairs.map { a, b in
                    let forth = reaches(a, b), back = reaches(b, a)
                    let (from, to) = forth ? (a, b) : (b, a)
                    return Diagram.Pair(a: devices[from].reference, b: devices[to].reference, isMutual: forth && back)
                })
        }
    }

    private func reaches(_ a: Int, _ b: Int) -> Bool {
        if let group = devices[a].encapsulation.group, group == devices[b].encapsulation.group { return true }
        return !devices[a].destinations.isDisjoint(with: devices[b].own)
    }

    private func pairs(among members: [Int]) -> [(Int, Int)] {
        var pairs: [(Int, Int)] = []
        for (position, a) in members.enumerated() {
            for b in members[(position + 1)...] where devices[a].reference.node != devices[b].reference.node {
                if reaches(a, b) || reaches(b, a) { pairs.append((a, b)) }
            }
        }
        return pairs
    }

    private func components(of members: [Int], _ pairs: [(Int, Int)]) -> [[Int]] {
        var neighbours: [Int: [Int]] = [:]
        for (a, b) in pairs {
            neighbours[a, default: []].append(b)
            neighbours[b, default: []].append(a)
        }
        var seen: Set<Int> = []
        var components: [[Int]] = []
        for member in members where seen.insert(member).inserted {
            var component = [member]
            var next = 0
            while next < component.count {
                component += (neighbours[component[next]] ?? []).filter { seen.insert($0).inserted }
                next += 1
            }
            components.append(component.sorted())
        }
        return components
    }
}
