import Netlink
import Warren

/// The steps from one state of a network to another.
///
/// What goes is removed first, in the reverse of the order in which such things are made; then what comes
/// is made, node by node within each kind: namespaces, settings, links and their changes, tunnels and theirs,
/// addresses, routes, neighbours, forwarding entries. What the kernel removes by itself with a link or a
/// namespace has no step.
struct Diff {
    private let old: NetworkState
    private let new: NetworkState
    let goal: String
    private let survivors: Survivors
    /// The nodes that both states have and that become different, in the old one's order.
    private let staying: [NodeChange]
    /// The nodes of the new state that are new or become different.
    private let wanted: [NodeChange]
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
        let survivors = Survivors(from: old, to: new)
        self.survivors = survivors
        wanted = new.nodes.compactMap { NodeChange(from: old[$0.name], to: $0, survivors: survivors) }
        let changes = Dictionary(uniqueKeysWithValues: wanted.map { ($0.name, $0) })
        staying = old.nodes.compactMap { changes[$0.name] }
    }

    mutating func add(_ node: String, _ operation: Operation, _ reason: String, _ source: SourceLocation) {
        steps.append(Step(node: node, operation: operation, reason: reason, source: source))
    }

    // MARK: Removal

    private mutating func remove() {
        for node in staying { stopServing(node) }
        for node in staying {
            for removal in node.entries?.removals ?? [] { add(node.name, removal.operation, goal, removal.source) }
        }
        // All tunnels first: the kernel removes one with the link below it, whose other end may be in any node.
        for node in staying { deleteLinks(node.before.tunnelLevels.joined(), of: node.name) }
        for node in staying { deleteLinks(node.before.plainLinks, of: node.name) }
        for node in staying { restoreSysctls(node) }
        for node in staying where node.after.firewall == nil {
            if let firewall = node.before.firewall { add(node.name, .removeTable(PlannedFirewall.table), goal, firewall.source) }
        }
        for node in staying { for table in node.before.foreignTables { add(node.name, .removeTable(table.value), goal, table.source) } }
        for before in old.nodes where !new.contains(before.name) {
            add(before.name, .removeNamespace, goal, before.source)
        }
    }

    private mutating func deleteLinks(_ links: some BidirectionalCollection<PlannedLink>, of node: String) {
        for link in links.reversed() where !survivors.contains(link.name, of: node) {
            // One request removes both ends of a veth: that of the end which made it, unless its namespace goes anyway.
            if case .peer(let maker) = link.origin, new.contains(maker.node), old.hasLink(maker.link, of: maker.node) { continue }
            add(node, .deleteLink(link.name), goal, link.source)
        }
    }

    private mutating func restoreSysctls(_ node: NodeChange) {
        let kept = Set(node.after.sysctls.map(\.value.name))
        for setting in node.before.sysctls where !kept.contains(setting.value.name) {
            // A link's own setting goes with the link.
            if let link = SysctlName.link(setting.value.name), !survivors.contains(link, of: node.name) { continue }
            add(node.name, .restoreSysctl(setting.value.name), goal, setting.source)
        }
    }

    // MARK: Making

    private mutating func make() {
        for node in wanted where node.isNew { add(node.name, .createNamespace, node.after.role.reason, node.after.source) }
        // Those that a namespace's links take over come before them.
        for node in wanted { set(node.ownSettings, of: node) }
        for node in wanted { for link in node.plainLinks { createLink(link, in: node) } }
        for node in wanted { for link in node.plainLinks { changeLink(link, in: node) } }
        for node in wanted { for link in node.plainLinks { tellOncePortsJoined(link, in: node) } }
        // A tunnel takes its MTU from the link below it, which must be as it is to be.
        for level in 0..<(wanted.lazy.map { $0.tunnelLevels.count }.max() ?? 0) {
            let nodes = wanted.filter { level < $0.tunnelLevels.count }
            for node in nodes { for link in node.tunnelLevels[level] { createLink(link, in: node) } }
            for node in nodes { for link in node.tunnelLevels[level] { changeLink(link, in: node) } }
        }
        for node in wanted where !node.isNew { forgetLearned(node) }
        for node in wanted { set(node.linkSettings, of: node) }
        for node in wanted { addEntries(node) }
        for node in wanted { setFirewall(node) }
        for node in wanted { serve(node) }
        for node in wanted { start(node) }
    }

    /// Replaced as a whole when it differs: nft does so in one transaction, and no packet meets half of it.
    private mutating func setFirewall(_ node: NodeChange) {
        let before = node.before.firewall
        guard let firewall = node.after.firewall, before?.script != firewall.script else { return }
        add(node.name, .setFirewall(firewall, replacing: before != nil), firewall.reason, firewall.source)
    }

    private mutating func set(_ settings: [Declared<NodeState.Setting>], of node: NodeChange) {
        for setting in settings {
            let isSet = node.before.sysctls.contains { $0.value == setting.value }
            if isSet, !isLost(setting.value, of: node) { continue }
            add(node.name, .setSysctl(setting.value.name, value: setting.value.value), setting.reason, setting.source)
        }
    }

    /// Whether the setting went with the link whose own it was.
    private func isLost(_ setting: NodeState.Setting, of node: NodeChange) -> Bool {
        guard let link = SysctlName.link(setting.name), node.after.hasLink(link) else { return false }
        return !survivors.contains(link, of: node.name)
    }

    private mutating func createLink(_ link: PlannedLink, in node: NodeChange) {
        guard case .request(var kind) = link.origin, !survivors.contains(link.name, of: node.name) else { return }
        if case .veth(var veth) = kind, let peer = link.peer, let end = new.link(peer.link, of: peer.node) {
            veth.peerMAC = end.mac
            veth.peerMTU = end.setsMTU ? end.mtu : nil
            kind = .veth(veth)
        }
        let request = LinkRequest(
            name: link.name, kind: kind, mac: kind.takesMACAddress ? link.mac : nil, mtu: link.setsMTU ? link.mtu : nil,
            namespace: link.lowerNode == nil ? nil : node.name)
        add(link.lowerNode ?? node.name, .createLink(request), link.reason, link.source)
        // Right away: the kernel has the delays of all links of all namespaces in one list, the youngest first, and goes
        // through it from its beginning (`neightbl_set`, net/core/neighbour.c). Set after all links, ten thousand took 9 s.
        setProxyDelay(of: link, from: nil, in: node)
        if case .wireguard(let device) = kind {
            let reason = device.privateKey == nil ? "a private key of its own, which nobody needs to see" : "the private key that the lab gives"
            add(node.name, .add(WireGuardIdentity(link: link.name, device: device)), reason, link.source)
        }
    }

    private mutating func changeLink(_ link: PlannedLink, in node: NodeChange) {
        let before = former(link, in: node)
        let masters = [before?.master.flatMap { node.before[link: $0] }, link.master.flatMap { node.after[link: $0] }]
        if let change = link.change(from: before, joinsDown: masters.contains { $0?.ports == .joinedDown }) {
            if before == nil || change.parameters != nil {
                add(node.name, .changeLink(link.name, change), change.reason(link), link.source)
            } else if let source = link.changeSource {
                add(node.name, .changeLink(link.name, change), "as the lab asks", source)
            } else if let source = before?.changeSource {
                add(node.name, .changeLink(link.name, change), goal, source)
            } else {
                add(node.name, .changeLink(link.name, change), change.reason(link), link.source)
            }
        }
        if let before { setProxyDelay(of: link, from: before, in: node) }
    }

    private mutating func tellOncePortsJoined(_ link: PlannedLink, in node: NodeChange) {
        guard case .request(let kind) = link.origin, !survivors.contains(link.name, of: node.name),
            let parameters = LinkParametersChange(oncePortsJoined: kind)
        else { return }
        add(node.name, .changeLink(link.name, LinkChange(parameters: parameters)), "now that its ports have joined", link.source)
    }

    private mutating func setProxyDelay(of link: PlannedLink, from before: PlannedLink?, in node: NodeChange) {
        if let delay = link.proxyDelay, before?.proxyDelay != delay {
            let reason = "answers to ARP requests for others are not held back (the kernel would wait up to 0.8 s)"
            add(node.name, .changeLink(link.name, LinkChange(proxyDelay: delay)), reason, link.source)
        } else if link.proxyDelay == nil, before?.proxyDelay != nil {
            add(node.name, .changeLink(link.name, LinkChange(proxyDelay: PlannedLink.kernelsProxyDelay)), goal, link.source)
        }
    }

    /// A vxlan device that becomes another by a change is to know no more than one that is made.
    private mutating func forgetLearned(_ node: NodeChange) {
        for link in node.after.links {
            guard let before = former(link, in: node), link.parametersChange(from: before)?.isEmpty == false else { continue }
            add(node.name, .forgetLearned(link.name), "what \(link.name) learned as it was before is no longer true", link.source)
        }
    }

    /// The link as the old state has it, less what it has lost with its bridge; `nil` if it was made anew.
    private func former(_ link: PlannedLink, in node: NodeChange) -> PlannedLink? {
        guard survivors.contains(link.name, of: node.name), var before = node.before[link: link.name] else { return nil }
        if let master = before.master, !survivors.contains(master, of: node.name) {
            before.master = nil
            if node.before[link: master]?.ports == .joinedDown { before.isUp = false }
        }
        if before.master == nil || before.master != link.master { before.hairpin = false }
        // The kernel takes a VLAN up with the link below it.
        if case .request(.vlan(let vlan)) = link.origin, node.before[link: vlan.lower]?.isUp == false, node.after[link: vlan.lower]?.isUp == true {
            before.isUp = true
        }
        return before
    }

    private mutating func addEntries(_ node: NodeChange) {
        for kind in ObjectKinds.all { addEntries(kind, to: node) }
    }

    private mutating func addEntries<Object: KernelObject>(_ kind: Object.Type, to node: NodeChange) {
        for entry in node.entries?.additions(kind) ?? node.after.objects[kind] {
            add(node.name, .add(entry.value), entry.reason, entry.source)
        }
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
