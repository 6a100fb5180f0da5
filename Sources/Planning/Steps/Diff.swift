import Netlink
import Warren

/// The steps from one state of a network to another.
///
/// What goes is removed first, in the reverse of the order in which such things are made; then what comes
/// is made, node by node within each kind: namespaces, settings, links and their changes, tunnels and theirs,
/// addresses, routes, neighbours, forwarding entries. What the kernel removes by itself with a link or a
/// namespace has no step.
struct Diff {
    let old: NetworkState
    private let new: NetworkState
    let goal: String
    private let survivors: Survivors
    /// By the name of a node that both states have.
    private var entries: [String: EntryChanges] = [:]
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
        self.survivors = Survivors(from: old, to: new)
        for before in old.nodes {
            guard let after = new[before.name] else { continue }
            entries[before.name] = EntryChanges(from: before, to: after, survivors: survivors)
        }
    }

    mutating func add(_ node: String, _ operation: Operation, _ reason: String, _ source: SourceLocation) {
        steps.append(Step(node: node, operation: operation, reason: reason, source: source))
    }

    // MARK: Removal

    private mutating func remove() {
        let staying = old.nodes.filter { new[$0.name] != nil }
        for before in staying { if let after = new[before.name] { stopServing(before, after) } }
        for before in staying {
            for removal in entries[before.name]?.removals ?? [] { add(before.name, removal.operation, goal, removal.source) }
        }
        // All tunnels first: the kernel removes one with the link below it, whose other end may be in any node.
        for before in staying { deleteLinks(Array(before.tunnelLevels.joined()), of: before.name) }
        for before in staying { deleteLinks(before.plainLinks, of: before.name) }
        for before in staying { restoreSysctls(before) }
        for before in staying where before.firewall != nil && new[before.name]?.firewall == nil {
            add(before.name, .removeFirewall, goal, before.firewall?.source ?? before.source)
        }
        for before in old.nodes where new[before.name] == nil {
            add(before.name, .removeNamespace, goal, before.source)
        }
    }

    private mutating func deleteLinks(_ links: [PlannedLink], of node: String) {
        for link in links.reversed() where !survivors.contains(link.name, of: node) {
            // One request removes both ends of a veth: that of the end which made it, unless its namespace goes anyway.
            if case .peer(let maker) = link.origin, new[maker.node] != nil { continue }
            add(node, .deleteLink(link.name), goal, link.source)
        }
    }

    private mutating func restoreSysctls(_ before: NodeState) {
        let kept = Set((new[before.name]?.sysctls ?? []).map(\.value.name))
        for setting in before.sysctls where !kept.contains(setting.value.name) {
            // A link's own setting goes with the link.
            if let link = SysctlName.link(setting.value.name), !survivors.contains(link, of: before.name) { continue }
            add(before.name, .restoreSysctl(setting.value.name), goal, setting.source)
        }
    }

    // MARK: Making

    private mutating func make() {
        for node in new.nodes where old[node.name] == nil {
            add(node.name, .createNamespace, node.role.reason, node.source)
        }
        for node in new.nodes { setSysctls(node, ofLinks: false) }
        for node in new.nodes { for link in node.plainLinks { createLink(link, in: node.name) } }
        for node in new.nodes { for link in node.plainLinks { changeLink(link, in: node.name) } }
        // A tunnel takes its MTU from the link below it, which must be as it is to be.
        let tunnels = new.nodes.map { ($0.name, $0.tunnelLevels) }
        for level in 0..<(tunnels.map(\.1.count).max() ?? 0) {
            for (node, levels) in tunnels where level < levels.count { for link in levels[level] { createLink(link, in: node) } }
            for (node, levels) in tunnels where level < levels.count { for link in levels[level] { changeLink(link, in: node) } }
        }
        for node in new.nodes { forgetLearned(node) }
        for node in new.nodes { setSysctls(node, ofLinks: true) }
        for node in new.nodes { addEntries(node) }
        for node in new.nodes { setFirewall(node) }
        for node in new.nodes { serve(node) }
        for node in new.nodes { start(node) }
    }

    /// Replaced as a whole when it differs: nft does so in one transaction, and no packet meets half of it.
    private mutating func setFirewall(_ node: NodeState) {
        let before = old[node.name]?.firewall
        guard let firewall = node.firewall, before?.script != firewall.script else { return }
        add(node.name, .setFirewall(firewall, replacing: before != nil), firewall.reason, firewall.source)
    }

    /// The namespace's settings come before its links, which take some of them over; a link's own come after it.
    private mutating func setSysctls(_ node: NodeState, ofLinks: Bool) {
        let before = old[node.name]?.sysctls.map(\.value) ?? []
        for setting in node.sysctls {
            let link = SysctlName.link(setting.value.name).flatMap { node[link: $0] }
            guard (link != nil) == ofLinks else { continue }
            let isSet = before.contains(setting.value) && link.map { survivors.contains($0.name, of: node.name) } ?? true
            if !isSet { add(node.name, .setSysctl(setting.value.name, value: setting.value.value), setting.reason, setting.source) }
        }
    }

    private mutating func createLink(_ link: PlannedLink, in node: String) {
        guard case .request(var kind) = link.origin, !survivors.contains(link.name, of: node) else { return }
        if case .veth(var veth) = kind, let peer = link.peer, let end = new[peer.node]?[link: peer.link] {
            veth.peerMAC = end.mac
            veth.peerMTU = end.setsMTU ? end.mtu : nil
            kind = .veth(veth)
        }
        let request = LinkRequest(
            name: link.name, kind: kind, mac: kind.takesMACAddress ? link.mac : nil, mtu: link.setsMTU ? link.mtu : nil,
            namespace: link.lowerNode == nil ? nil : node)
        add(link.lowerNode ?? node, .createLink(request), link.reason, link.source)
        if case .wireguard(let device) = kind {
            let reason = device.privateKey == nil ? "a private key of its own, which nobody needs to see" : "the private key that the lab gives"
            add(node, .setWireGuard(link.name, device), reason, link.source)
        }
    }

    private mutating func changeLink(_ link: PlannedLink, in node: String) {
        let before = former(link, in: node)
        if let change = link.change(from: before) {
            if before == nil || change.vxlan != nil {
                add(node, .changeLink(link.name, change), change.reason(link), link.source)
            } else if let source = link.changeSource {
                add(node, .changeLink(link.name, change), "as the lab asks", source)
            } else if let source = before?.changeSource {
                add(node, .changeLink(link.name, change), goal, source)
            } else {
                add(node, .changeLink(link.name, change), change.reason(link), link.source)
            }
        }
        if let delay = link.proxyDelay, before?.proxyDelay != delay {
            add(node, .setProxyDelay(link.name, milliseconds: delay), "answers to ARP requests for others are not held back (the kernel would wait up to 0.8 s)", link.source)
        } else if link.proxyDelay == nil, before?.proxyDelay != nil {
            add(node, .setProxyDelay(link.name, milliseconds: PlannedLink.kernelsProxyDelay), goal, link.source)
        }
    }

    /// A vxlan device that becomes another by a change is to know no more than one that is made.
    private mutating func forgetLearned(_ node: NodeState) {
        for link in node.links {
            guard let before = former(link, in: node.name), link.vxlanChange(from: before)?.isEmpty == false else { continue }
            add(node.name, .forgetLearned(link.name), "what \(link.name) learned as it was before is no longer true", link.source)
        }
    }

    /// The link as the old state has it, less what it has lost with its bridge; `nil` if it was made anew.
    private func former(_ link: PlannedLink, in node: String) -> PlannedLink? {
        guard survivors.contains(link.name, of: node), var before = old[node]?[link: link.name] else { return nil }
        if let master = before.master, !survivors.contains(master, of: node) { before.master = nil }
        if before.master == nil || before.master != link.master { before.hairpin = false }
        // The kernel takes a VLAN up with the link below it.
        if case .request(.vlan(let vlan)) = link.origin, old[node]?[link: vlan.lower]?.isUp == false, new[node]?[link: vlan.lower]?.isUp == true {
            before.isUp = true
        }
        return before
    }

    private mutating func addEntries(_ node: NodeState) {
        let kept = entries[node.name]
        if kept?.keepsAll == true { return }
        for entry in node.addresses where kept?.addresses.contains(entry.value) != true {
            add(node.name, .addAddress(entry.value), entry.reason, entry.source)
        }
        for entry in node.routes where kept?.routes.contains(entry.value) != true {
            add(node.name, .addRoute(entry.value), entry.reason, entry.source)
        }
        for entry in node.neighbours where kept?.neighbours.contains(entry.value) != true {
            add(node.name, .addNeighbour(entry.value), entry.reason, entry.source)
        }
        for entry in node.forwarding where kept?.forwarding.contains(entry.value) != true {
            add(node.name, .addForwarding(entry.value), entry.reason, entry.source)
        }
        for entry in node.rules where kept?.rules.contains(entry.value) != true {
            add(node.name, .addRule(entry.value), entry.reason, entry.source)
        }
        for entry in node.peers where kept?.peers.contains(entry.value) != true {
            add(node.name, .addWireGuardPeer(entry.value), entry.reason, entry.source)
        }
        for entry in node.vlans where kept?.vlans.contains(entry.value) != true {
            add(node.name, .addBridgeVLAN(entry.value), entry.reason, entry.source)
        }
        for entry in node.impairments where kept?.impairments.contains(entry.value) != true {
            add(node.name, .addImpairment(entry.value), entry.reason, entry.source)
        }
        for entry in node.limits where kept?.limits.contains(entry.value) != true {
            add(node.name, .setLimit(entry.value), entry.reason, entry.source)
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
