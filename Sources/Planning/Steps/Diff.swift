import Netlink
import Warren

/// The steps from one state of a network to another.
///
/// What goes is removed first, in the reverse of the order in which such things are made; then what comes
/// is made, node by node within each kind: namespaces, settings, links, their changes, addresses, routes,
/// neighbours, forwarding entries. What the kernel removes by itself with a link or a namespace has no step.
struct Diff {
    let old: NetworkState
    private let new: NetworkState
    let goal: String
    private var steps: [Step] = []

    /// - Parameter goal: what removals are explained with, such as "stage 4 does without it".
    static func steps(from old: NetworkState, to new: NetworkState, removingBecause goal: String) -> [Step] {
        var diff = Diff(old: old, new: new, goal: goal)
        diff.remove()
        diff.make()
        return diff.steps
    }

    private init(old: NetworkState, new: NetworkState, goal: String) {
        self.old = old
        self.new = new
        self.goal = goal
    }

    mutating func add(_ node: String, _ operation: Operation, _ reason: String, _ source: SourceLocation) {
        steps.append(Step(node: node, operation: operation, reason: reason, source: source))
    }

    // MARK: Removal

    private mutating func remove() {
        let staying = old.nodes.compactMap { before in new[before.name].map { (before, $0) } }
        for (before, after) in staying { stopServing(before, after) }
        for (before, after) in staying { removeEntries(before, after) }
        for (before, _) in staying {
            for link in before.links.reversed() where !link.survives(in: new, node: before.name) {
                deleteLink(link, of: before.name)
            }
        }
        for (before, after) in staying {
            for setting in before.sysctls where !after.sysctls.contains(where: { $0.value.name == setting.value.name }) {
                // A link's own setting goes with the link.
                if let link = SysctlName.link(setting.value.name), before[link: link]?.survives(in: new, node: before.name) != true { continue }
                add(before.name, .restoreSysctl(setting.value.name), goal, setting.source)
            }
        }
        for before in old.nodes where new[before.name] == nil {
            add(before.name, .removeNamespace, goal, before.source)
        }
    }

    /// One request removes both ends of a veth: that of the end which made it, unless its namespace goes anyway.
    private mutating func deleteLink(_ link: PlannedLink, of node: String) {
        if case .peer(let maker) = link.origin, new[maker.node] != nil { return }
        add(node, .deleteLink(link.name), goal, link.source)
    }

    /// The table entries that go, except those that go with their link.
    private mutating func removeEntries(_ before: NodeState, _ after: NodeState) {
        func keepsItsLink(_ name: String?) -> Bool {
            guard let name else { return true }
            guard let link = before[link: name], link.survives(in: new, node: before.name) else { return false }
            return after[link: name]?.isUp ?? false || !link.isUp
        }
        let forwarding = Set(after.forwarding.map(\.value))
        for entry in before.forwarding.reversed() where !forwarding.contains(entry.value) && keepsItsLink(entry.value.link) {
            add(before.name, .removeForwarding(entry.value), goal, entry.source)
        }
        let neighbours = Set(after.neighbours.map(\.value))
        for entry in before.neighbours.reversed() where !neighbours.contains(entry.value) && keepsItsLink(entry.value.link) {
            add(before.name, .removeNeighbour(entry.value), goal, entry.source)
        }
        let routes = Set(after.routes.map(\.value))
        for entry in before.routes.reversed() where !routes.contains(entry.value) && keepsItsLink(entry.value.device) {
            add(before.name, .removeRoute(entry.value), goal, entry.source)
        }
        let addresses = Set(after.addresses.map(\.value))
        for entry in before.addresses.reversed() where !addresses.contains(entry.value) {
            guard let link = before[link: entry.value.link], link.survives(in: new, node: before.name) else { continue }
            add(before.name, .removeAddress(entry.value), goal, entry.source)
        }
    }

    // MARK: Making

    private mutating func make() {
        for node in new.nodes where old[node.name] == nil {
            add(node.name, .createNamespace, node.role.reason, node.source)
        }
        for node in new.nodes { setSysctls(node, ofLinks: false) }
        for node in new.nodes {
            for link in node.linksInOrder where !stands(link, in: node.name) { createLink(link, in: node.name) }
        }
        for node in new.nodes {
            for link in node.linksInOrder { changeLink(link, in: node.name) }
        }
        for node in new.nodes { setSysctls(node, ofLinks: true) }
        for node in new.nodes { addEntries(node) }
        for node in new.nodes { serve(node) }
        for node in new.nodes { start(node) }
    }

    /// The namespace's settings come before its links, which take some of them over; a link's own come after it.
    private mutating func setSysctls(_ node: NodeState, ofLinks: Bool) {
        let before = old[node.name]?.sysctls.map(\.value) ?? []
        for setting in node.sysctls {
            let link = SysctlName.link(setting.value.name).flatMap { node[link: $0] }
            guard (link != nil) == ofLinks else { continue }
            let isSet = before.contains(setting.value) && link.map { stands($0, in: node.name) } ?? true
            if !isSet { add(node.name, .setSysctl(setting.value.name, value: setting.value.value), setting.reason, setting.source) }
        }
    }

    /// Whether the link is there already and stays.
    private func stands(_ link: PlannedLink, in node: String) -> Bool {
        old[node]?[link: link.name]?.survives(in: new, node: node) ?? false
    }

    private mutating func createLink(_ link: PlannedLink, in node: String) {
        guard case .request(var kind) = link.origin else { return }
        if case .veth(var veth) = kind, let reference = link.peer, let peer = new[reference.node]?[link: reference.link] {
            veth.peerMAC = peer.mac
            veth.peerMTU = peer.setsMTU ? peer.mtu : nil
            kind = .veth(veth)
        }
        let request = LinkRequest(name: link.name, kind: kind, mac: link.mac, mtu: link.setsMTU ? link.mtu : nil)
        add(node, .createLink(request), link.reason, link.source)
    }

    private mutating func changeLink(_ link: PlannedLink, in node: String) {
        let before = stands(link, in: node) ? old[node]?[link: link.name] : nil
        if let change = link.change(from: before) {
            let reason = before == nil ? change.reason(link) : link.changedAt == nil ? "as the lab has it" : "as the lab asks"
            let source = link.changedAt ?? before?.changedAt ?? link.source
            add(node, .changeLink(link.name, change), reason, source)
        }
        if let delay = link.proxyDelay, before?.proxyDelay != delay {
            add(node, .setProxyDelay(link.name, milliseconds: delay), "answers to ARP requests for others are not held back (the kernel would wait up to 0.8 s)", link.source)
        }
    }

    private mutating func addEntries(_ node: NodeState) {
        // On a link that is new, or up again, nothing of what the old state had there is left.
        let before = old[node.name]
        func kept<Entry>(_ entries: [Declared<Entry>]?, _ link: (Entry) -> String?, lostWhenDown: Bool) -> Set<Entry> {
            Set((entries ?? []).map(\.value).filter { entry in
                guard let name = link(entry) else { return true }
                guard let planned = node[link: name] else { return false }
                return stands(planned, in: node.name) && (!lostWhenDown || before?[link: name]?.isUp == true)
            })
        }
        let addresses = kept(before?.addresses, { $0.link }, lostWhenDown: false)
        for entry in node.addresses where !addresses.contains(entry.value) {
            add(node.name, .addAddress(entry.value), entry.reason, entry.source)
        }
        let routes = kept(before?.routes, { $0.device }, lostWhenDown: true)
        for entry in node.routes where !routes.contains(entry.value) {
            add(node.name, .addRoute(entry.value), entry.reason, entry.source)
        }
        let neighbours = kept(before?.neighbours, { $0.link }, lostWhenDown: true)
        for entry in node.neighbours where !neighbours.contains(entry.value) {
            add(node.name, .addNeighbour(entry.value), entry.reason, entry.source)
        }
        let forwarding = kept(before?.forwarding, { $0.link }, lostWhenDown: false)
        for entry in node.forwarding where !forwarding.contains(entry.value) {
            add(node.name, .addForwarding(entry.value), entry.reason, entry.source)
        }
    }
}

extension NodeState {
    /// Links that others can be made upon first: tunnels come after cables and bridges.
    var linksInOrder: [PlannedLink] {
        links.filter { !$0.isTunnel } + links.filter(\.isTunnel)
    }
}

extension NodeState.Role {
    var reason: String {
        switch self {
        case .host: "a namespace stands for the host"
        case .pod: "a namespace stands for the pod"
        case .namespace: "a bare namespace"
        case .segment: "a namespace of the segment's own: no firewall of the machine meets its frames"
        }
    }
}

extension PlannedLink {
    var isTunnel: Bool {
        switch origin {
        case .request(.vxlan), .request(.ipip): true
        default: false
        }
    }

    /// Whether the link of the old state is still the same link in the new one. A veth depends on both its ends.
    func survives(in new: NetworkState, node: String) -> Bool {
        guard let after = new[node]?[link: name], after.identity == identity else { return false }
        guard let peer else { return true }
        return new[peer.node]?[link: peer.link]?.peer == LinkReference(node: node, link: name)
    }
}
