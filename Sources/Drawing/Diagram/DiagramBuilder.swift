import Addresses
import Netlink
import Planning
import Warren

/// Finds in a stage's state what a picture puts together.
struct DiagramBuilder {
    private let state: NetworkState
    private let podLimit: Int?
    private(set) var segments: [Diagram.Segment] = []
    private(set) var nodes: [Diagram.Node] = []
    private(set) var cables: [Diagram.Cable] = []
    private(set) var tunnels: [Diagram.Tunnel] = []

    init(_ state: NetworkState, podLimit: Int?) {
        self.state = state
        self.podLimit = podLimit
    }

    mutating func build() {
        var pods: [String: [NodeState]] = [:]
        for pod in state.nodes where pod.role == .pod { pods[home(of: pod) ?? "", default: []].append(pod) }
        var shown: Set<String> = []
        var hidden: Set<String> = []
        for node in state.nodes {
            switch node.role {
            case .segment:
                segments.append(segment(node))
            case .host:
                let (kept, rest) = choose(pods[node.name] ?? [])
                shown.formUnion(kept.map(\.name))
                hidden.formUnion(rest.map(\.name))
            case .pod, .namespace:
                break
            }
        }
        for node in state.nodes where node.role == .host || node.role == .namespace {
            let inside = (pods[node.name] ?? []).filter { shown.contains($0.name) }
            nodes.append(
                Diagram.Node(
                    name: node.name, role: node.role, links: links(of: node, without: hidden),
                    pods: inside.map {
                        Diagram.Node(name: $0.name, role: .pod, links: links(of: $0, without: hidden), pods: [], hiddenPods: 0, notes: Diagram.Note.of($0))
                    },
                    hiddenPods: (pods[node.name]?.count ?? 0) - inside.count, notes: Diagram.Note.of(node)))
        }
        for node in state.nodes where !hidden.contains(node.name) {
            for link in node.namedLinks {
                guard case .request(.veth) = link.origin, let peer = link.peer, !hidden.contains(peer.node) else { continue }
                cables.append(Diagram.Cable(a: LinkReference(node: node.name, link: link.name), b: peer))
            }
        }
        tunnels = TunnelFinder(state, without: hidden).tunnels()
    }

    /// The host at the other end of the pod's cable.
    private func home(of pod: NodeState) -> String? {
        pod.links.lazy.compactMap(\.peer).first { state[$0.node]?.role == .host }?.node
    }

    /// Which pods of a host are shown: those with more than one cable or a device of their own first, because
    /// they are what the lab is about, and then in the lab's order.
    private func choose(_ pods: [NodeState]) -> (shown: [NodeState], hidden: [NodeState]) {
        guard let podLimit, pods.count > podLimit + 1 else { return (pods, []) }
        let telling = pods.filter { $0.namedLinks.count > 1 }
        let plain = pods.filter { $0.namedLinks.count <= 1 }
        let all = telling + plain
        return (Array(all.prefix(podLimit)), Array(all.dropFirst(podLimit)))
    }

    private func segment(_ node: NodeState) -> Diagram.Segment {
        Diagram.Segment(name: node.name, addresses: node.addresses.filter { $0.value.link != "lo" }.map { "\($0.value.address)" },
            notes: Diagram.Note.of(node))
    }

    private func links(of node: NodeState, without hidden: Set<String>) -> [Diagram.Link] {
        let queues = node.limits.map { ($0.value.link, "at most " + rate($0.value.rate)) }
            + node.objects[RootQueue.self].map { ($0.value.link, words(of: $0.value, in: node)) }
        let queue = Dictionary(queues) { $1 }
        return node.namedLinks.filter { link in link.peer.map { !hidden.contains($0.node) } ?? true }.map { link in
            Diagram.Link(
                name: CleanText.of(link.name), kind: kind(of: link), addresses: node.addresses(of: link.name).map { "\($0)" },
                master: link.master, isUp: link.isUp, peer: link.peer, queue: queue[link.name])
        }
    }

    /// Not a switch over all kinds: a kind that is new to the kernel's values is drawn by its name until somebody
    /// thinks of better.
    private func kind(of link: PlannedLink) -> Diagram.Link.Kind {
        if link.peer != nil { return .cable }
        guard case .request(let kind) = link.origin else { return .cable }
        if case .bridge = kind { return .bridge }
        if case .bond(let bond) = kind { return .bond(bond.mode.word) }
        if let encapsulation = Diagram.Encapsulation(link) { return .tunnel(encapsulation) }
        switch kind {
        case .macvlan(let macvlan): return .other("macvlan on \(CleanText.of(macvlan.lower)), \(macvlan.mode)")
        case .vlan(let vlan): return .other("VLAN \(vlan.id) on \(CleanText.of(vlan.lower))")
        case .ipvlan(let ipvlan):
            let place = link.lowerNode.map { CleanText.of($0) + ":" } ?? ""
            return .other("ipvlan on \(place)\(CleanText.of(ipvlan.lower)), \(ipvlan.mode)")
        case .vrf(let vrf): return .other("VRF, table \(vrf.table)")
        default: return .other(kind.name)
        }
    }

    /// `htb, 2 classes`
    private func words(of queue: RootQueue, in node: NodeState) -> String {
        let classes = node.objects[QueueClassEntry.self].count { $0.value.link == queue.link }
        switch queue.manner {
        case .prio(let bands): return "prio, \(bands) bands"
        case .htb where classes > 0: return classes == 1 ? "htb, 1 class" : "htb, \(classes) classes"
        case .htb, .fqCodel, .sfq: return queue.discipline
        }
    }

    /// `10 Mbit/s`
    private func rate(_ bits: UInt64) -> String {
        let units: [(UInt64, String)] = [(1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s"), (1000, "kbit/s")]
        let (unit, name) = units.first { bits >= $0.0 && bits % $0.0 == 0 } ?? (1, "bit/s")
        return "\(bits / unit) \(name)"
    }
}

extension Diagram.Encapsulation {
    /// What the link wraps its packets in; `nil` for what is no tunnel.
    init?(_ link: PlannedLink) {
        guard case .request(let kind) = link.origin else { return nil }
        switch kind {
        case .vxlan(let vxlan): self.init(kind: kind.name, vni: vxlan.id, port: link.vxlanPort, group: vxlan.group.map { "\($0)" }, key: nil)
        case .geneve(let geneve): self.init(kind: kind.name, vni: geneve.id, port: geneve.port ?? GeneveLink.usualPort, group: nil, key: nil)
        case .ipip: self.init(kind: kind.name, vni: nil, port: nil, group: nil, key: nil)
        case .gre(let gre): self.init(kind: kind.name, vni: nil, port: nil, group: nil, key: gre.key)
        case .wireguard: self.init(kind: kind.name, vni: nil, port: nil, group: nil, key: nil)
        default: return nil
        }
    }
}
