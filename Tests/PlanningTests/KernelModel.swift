import Addresses
import Netlink
import Warren

@testable import Planning

/// The kernel's tables as far as steps change them, with what the kernel removes by itself.
///
/// Written from what the kernel does (tried with ip(8) on Linux 6.18), and not from what ``Diff`` expects
/// of it. It is as strict as the kernel: nothing is put twice, and nothing removed that is not there.
struct KernelModel: Equatable {
    struct Refusal: Error {
        var step: String
        var reason: String
    }

    struct Node: Equatable {
        var links: [String: Link] = ["lo": Link(kind: nil, mac: nil, mtu: 65536)]
        var addresses: [AddressEntry] = []
        var routes: Set<RouteEntry> = []
        var neighbours: Set<NeighbourEntry> = []
        var forwarding: Set<ForwardingEntry> = []
        var rules: Set<RuleEntry> = []
        /// By the link that each is the root of, or below the impairment of.
        var impairments: [String: Impairment] = [:]
        var limits: [String: TokenBucket] = [:]
        var nexthops: [UInt32: NexthopEntry] = [:]
        /// By their links.
        var queues: [String: RootQueue] = [:]
        var classes: Set<QueueClassEntry> = []
        var filters: Set<QueueFilterEntry> = []
        var vlans: Set<BridgeVLANEntry> = []
        var peers: Set<Peer> = []
        var sysctls: [String: String] = [:]
        var formerSysctls: [String: String] = [:]
        var firewall: String?

        /// Only the order of the addresses of one network on one link tells.
        static func == (a: Node, b: Node) -> Bool {
            a.links == b.links && a.groups == b.groups && a.routes == b.routes && a.neighbours == b.neighbours
                && a.forwarding == b.forwarding && a.rules == b.rules && a.impairments == b.impairments && a.limits == b.limits
                && a.nexthops == b.nexthops && a.queues == b.queues && a.classes == b.classes && a.filters == b.filters
                && a.vlans == b.vlans && a.peers == b.peers && a.sysctls == b.sysctls && a.firewall == b.firewall
        }

        private var groups: [String: [AddressEntry]] {
            let ordered = addresses.filter { $0.address.family == .ipv4 } + addresses.filter { $0.address.family == .ipv6 }.sorted { $0.address.address < $1.address.address }
            return Dictionary(grouping: ordered) { "\($0.link) \($0.address.network)" }
        }
    }

    /// A peer, and whether the key that it was put with is one that a device of the lab has now.
    struct Peer: Hashable {
        var planned: PlannedPeer
        var isCurrent = true
    }

    struct Link: Equatable {
        /// Of `lo` nothing; of a veth without what is its peer's.
        var kind: LinkKind?
        var peer: LinkReference?
        var mac: MACAddress?
        var mtu: Int
        var isUp = false
        var master: String?
        var hairpin = false
        var generatesIPv6Addresses = true
        var settings: [IPv4LinkSetting: Int] = [:]
        var proxyDelay = 800
        /// Of a WireGuard device, once it has a private key.
        var identity: WireGuardLink?

        init(kind: LinkKind?, mac: MACAddress?, mtu: Int, peer: LinkReference? = nil) {
            (self.kind, self.mac, self.mtu, self.peer) = (kind, mac, mtu, peer)
        }
    }

    var nodes: [String: Node] = [:]

    mutating func apply(_ steps: [Step]) throws {
        for step in steps {
            do {
                try apply(step.operation, in: step.node)
            } catch let reason as String {
                throw Refusal(step: "\(step.node): \(step.command)", reason: reason)
            }
        }
    }

    private mutating func apply(_ operation: Planning.Operation, in node: String) throws {
        if case .createNamespace = operation {
            try require(nodes[node] == nil, "the namespace exists")
            nodes[node] = Node()
            return
        }
        try require(nodes[node] != nil, "no such namespace")
        switch operation {
        case .createNamespace: break
        case .removeNamespace:
            for link in nodes[node]!.links.keys where nodes[node]?.links[link] != nil { removeLink(link, of: node) }
            nodes[node] = nil
        case .createLink(let request): try create(request, in: node)
        case .deleteLink(let name):
            _ = try link(name, node)
            removeLink(name, of: node)
        case .changeLink(let name, let change): try apply(change, to: name, in: node)
        case .forgetLearned(let name): _ = try link(name, node)
        case .setSysctl(let name, let value):
            if let owner = SysctlName.link(name) { _ = try link(owner, node) }
            if nodes[node]!.formerSysctls[name] == nil { nodes[node]!.formerSysctls[name] = nodes[node]!.sysctls[name] ?? "default" }
            nodes[node]!.sysctls[name] = value
        case .restoreSysctl(let name):
            if let owner = SysctlName.link(name) { _ = try link(owner, node) }
            let former = nodes[node]!.formerSysctls.removeValue(forKey: name)
            try require(former != nil, "the setting was never set")
            nodes[node]!.sysctls[name] = former == "default" ? nil : former
        case .setFirewall(let firewall, let replacing):
            try require((nodes[node]!.firewall != nil) == replacing, "there is a table, or there is none")
            nodes[node]!.firewall = firewall.script
        case .removeTable(let table):
            try require(table == PlannedFirewall.table && nodes[node]!.firewall != nil, "no table")
            nodes[node]!.firewall = nil
        case .add(let object): try add(object, in: node)
        case .remove(let object): try remove(object, in: node)
        case .serve, .stopServing, .start, .end: break
        }
    }

    func require(_ condition: Bool, _ reason: String) throws { if !condition { throw reason } }

    func link(_ name: String, _ node: String) throws -> Link {
        guard let link = nodes[node]?.links[name] else { throw "no link \(name)" }
        return link
    }

    // MARK: Links

    private mutating func create(_ request: LinkRequest, in node: String) throws {
        try require(nodes[node]!.links[request.name] == nil, "\(request.name) exists")
        var link = Link(kind: request.kind, mac: request.mac, mtu: request.mtu ?? 1500)
        switch request.kind {
        case .vxlan(let vxlan):
            link.kind = .vxlan(vxlan.asKept)
            if let device = vxlan.device {
                let room = try self.link(device, node).mtu - 50
                link.mtu = request.mtu ?? room
            }
        case .ipip: link.mtu = request.mtu ?? 1480
        case .wireguard: link.mtu = request.mtu ?? 1420
        case .veth(let veth):
            let end = LinkReference(node: veth.peerNamespace ?? node, link: veth.peerName)
            try require(nodes[end.node] != nil && nodes[end.node]!.links[end.link] == nil, "\(end) exists, or its namespace does not")
            let bare = LinkKind.veth(VethLink(peerName: "", peerNamespace: ""))
            (link.kind, link.peer) = (bare, end)
            nodes[end.node]!.links[end.link] = Link(kind: bare, mac: veth.peerMAC, mtu: veth.peerMTU ?? 1500, peer: LinkReference(node: node, link: request.name))
        case .macvlan(let macvlan): link.mtu = try self.link(macvlan.lower, node).mtu
        case .vlan(let vlan):
            let lower = try self.link(vlan.lower, node)
            link.mtu = request.mtu ?? lower.mtu
        default: break
        }
        nodes[node]!.links[request.name] = link
    }

    /// With a link go its other end, the vxlan devices upon it, its ports' membership and every entry on it.
    private mutating func removeLink(_ name: String, of node: String) {
        guard let link = nodes[node]?.links.removeValue(forKey: name) else { return }
        nodes[node]!.addresses.removeAll { $0.link == name }
        nodes[node]!.routes = nodes[node]!.routes.filter { $0.device != name }
        nodes[node]!.neighbours = nodes[node]!.neighbours.filter { $0.link != name }
        nodes[node]!.forwarding = nodes[node]!.forwarding.filter { $0.link != name }
        nodes[node]!.impairments[name] = nil
        nodes[node]!.limits[name] = nil
        nodes[node]!.vlans = nodes[node]!.vlans.filter { $0.link != name }
        forgetQueue(of: name, in: node)
        forgetNexthops(in: node) { $0.device == name }
        nodes[node]!.peers = nodes[node]!.peers.filter { $0.planned.link != name }
        forgetKey(of: LinkReference(node: node, link: name))
        nodes[node]!.sysctls = nodes[node]!.sysctls.filter { SysctlName.link($0.key) != name }
        nodes[node]!.formerSysctls = nodes[node]!.formerSysctls.filter { SysctlName.link($0.key) != name }
        for (other, value) in nodes[node]!.links {
            if value.master == name {
                (nodes[node]!.links[other]!.master, nodes[node]!.links[other]!.hairpin) = (nil, false)
                forgetVLANs(of: other, in: node)
            }
            if value.kind?.lower == name { removeLink(other, of: node) }
        }
        if let peer = link.peer { removeLink(peer.link, of: peer.node) }
    }

    private mutating func apply(_ change: LinkChange, to name: String, in node: String) throws {
        var link = try link(name, node)
        if let change = change.parameters { try apply(change, to: &link, name, in: node) }
        if let value = change.generatesIPv6Addresses { link.generatesIPv6Addresses = value }
        for (setting, value) in change.ipv4Settings { link.settings[setting] = value == 0 ? nil : value }
        if let mtu = change.mtu { link.mtu = mtu }
        if let mac = change.mac, mac != link.mac {
            link.mac = mac
            nodes[node]!.neighbours = nodes[node]!.neighbours.filter { $0.link != name }
        }
        switch change.master {
        case .unchanged: break
        case .none:
            (link.master, link.hairpin) = (nil, false)
            forgetVLANs(of: name, in: node)
        case .link(let master):
            guard case .bridge = try self.link(master, node).kind else { throw "\(master) is no bridge" }
            if link.master != master {
                (link.master, link.hairpin) = (master, false)
                forgetVLANs(of: name, in: node)
            }
        }
        if let delay = change.proxyDelay { link.proxyDelay = delay }
        if let hairpin = change.hairpin {
            try require(link.master != nil, "\(name) is no port")
            link.hairpin = hairpin
        }
        if let up = change.up {
            if case .vlan(let vlan) = link.kind, up { try require(try self.link(vlan.lower, node).isUp, "the link below is down") }
            link.isUp = up
            // VLANs go down and up with the link below them.
            if let links = nodes[node]?.links, links[name]?.isUp != up {
                nodes[node]!.links[name] = link
                for (other, value) in links {
                    if case .vlan(let vlan) = value.kind, vlan.lower == name { try apply(LinkChange(up: up), to: other, in: node) }
                }
            }
            if !up {
                nodes[node]!.routes = nodes[node]!.routes.filter { $0.device != name }
                nodes[node]!.neighbours = nodes[node]!.neighbours.filter { $0.link != name }
                forgetNexthops(in: node) { $0.device == name }
                if let peer = link.peer { forgetNexthops(in: peer.node) { $0.device == peer.link } }
                nodes[node]!.addresses.removeAll { $0.link == name && $0.address.family == .ipv6 }
            }
        }
        nodes[node]!.links[name] = link
    }
}

extension KernelModel {
    /// What the change names is as it is to be, and the rest as it was. With its group or peer a vxlan device loses the
    /// all-zero entry that leads there, whoever put it.
    private mutating func apply(_ change: LinkParametersChange, to link: inout Link, _ name: String, in node: String) throws {
        guard case .vxlan(var vxlan) = link.kind, case .vxlan(let wanted) = change.kind else { throw "\(name) is no vxlan" }
        let kept = wanted.asKept
        for field in change.fields {
            switch field {
            case "local": vxlan.local = kept.local
            case "group":
                let former = vxlan.remote ?? vxlan.group
                nodes[node]!.forwarding = nodes[node]!.forwarding.filter { $0.link != name || $0.mac != .zero || $0.destination != former }
                (vxlan.remote, vxlan.group) = (kept.remote, kept.group)
            case "ttl": vxlan.ttl = kept.ttl
            case "learning": vxlan.learning = kept.learning
            case "ageing": vxlan.ageing = kept.ageing
            default: throw "the kernel does not change the \(field) of a vxlan device"
            }
        }
        link.kind = .vxlan(vxlan)
    }

    private mutating func forgetVLANs(of port: String, in node: String) {
        nodes[node]!.vlans = nodes[node]!.vlans.filter { $0.link != port }
    }

    /// A device that is made anew has another key, and its peers elsewhere know the old one.
    private mutating func forgetKey(of device: LinkReference) {
        for node in nodes.keys {
            nodes[node]!.peers = Set(nodes[node]!.peers.map { peer in
                var peer = peer
                if peer.planned.key == .link(device) { peer.isCurrent = false }
                return peer
            })
        }
    }
}

extension VxlanLink {
    /// With the kernel's own choices in the place of what is left open.
    fileprivate var asKept: VxlanLink {
        var kept = self
        (kept.port, kept.learning, kept.ageing, kept.ttl) = (port ?? 8472, learning ?? true, ageing ?? 300, ttl ?? 0)
        return kept
    }
}

extension String: @retroactive Error {}
