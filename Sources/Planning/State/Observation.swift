import Addresses
import Netlink
import Warren

/// What really runs, in the terms of what should: the state from which a difference leads to the wanted one.
///
/// What the kernel holds and the lab wanted is there as the lab declared it. What is missing is left out, what is
/// different is there as it is, and table entries that somebody added by hand are there under the node's own line.
/// Entries of the kernel's making (connected routes, learned neighbours and forwarding entries) are nobody's, and
/// so are links that the lab does not know: they are left alone.
package struct Observation {
    /// - Parameters:
    ///   - expected: what was last made
    ///   - attempted: what was begun since then, and perhaps not ended
    ///   - tables: what each node's kernel holds now; a node without tables is gone
    package static func state(expected: NetworkState, attempted: NetworkState? = nil, tables: [String: NodeTables]) -> NetworkState {
        var state = NetworkState()
        for node in expected.nodes {
            guard let tables = tables[node.name] else { continue }
            state.add(Observation(expected: node, attempted: attempted?[node.name], tables: tables).node())
        }
        return state
    }

    private let expected: NodeState
    private let attempted: NodeState?
    private let tables: NodeTables

    private func node() -> NodeState {
        var node = NodeState(expected.name, expected.role, at: expected.source)
        let names = Dictionary(tables.links.map { ($0.index, $0.name) }) { first, _ in first }
        for link in expected.links {
            guard let found = tables.links.first(where: { $0.name == link.name }) else { continue }
            node[link: link.name] = observed(link, found, names)
        }
        for kind in ObjectKinds.all { merge(kind, into: &node) }
        node.firewall = tables.firewall
        node.sysctls = expected.sysctls.map { setting in
            var setting = setting
            // A setting that this kernel does not have is as good as set.
            setting.value.value = tables.settings[setting.value.name] ?? setting.value.value
            return setting
        }
        node.processes = expected.processes.filter { tables.processes.contains($0.value) }
        node.servers = expected.servers.filter { tables.servers.contains($0.value) }
        return node
    }

    private func observed(_ link: PlannedLink, _ found: LinkState, _ names: [Int32: String]) -> PlannedLink {
        var link = link
        link.isUp = found.isUp
        // What nobody has set, the kernel may change by itself: a bridge follows its ports.
        if link.setsMTU || found.kind == "veth" { link.mtu = found.mtu }
        if link.mac != nil { link.mac = found.mac }
        link.master = found.master.flatMap { names[$0] }
        for setting in link.ipv4Settings.keys {
            if let value = tables.settings[link.sysctl(setting)].flatMap({ Int($0) }) { link.ipv4Settings[setting] = value }
        }
        if case .request(let kind) = link.origin, let data = found.data, !kind.isMet(by: data) { link.origin = .request(data) }
        if let attempted = attempted?[link: link.name] { link.take(attempted, found, besides: Set(expected.sysctls.map(\.value.name))) }
        return link
    }

    /// The expected objects that are there, as they were declared, and after them those that somebody made by hand.
    private func merge<Object: KernelObject>(_ kind: Object.Type, into node: inout NodeState) {
        let found = tables[kind]
        // Objects of most kinds are told apart by what they stand on, and a large node has many.
        let byLinks = Dictionary(grouping: found, by: \.links)
        let wanted = expected.objects[kind]
        var present: [Declared<Object>] = []
        var known: Set<Object> = []
        for declared in wanted {
            var matching = (byLinks[declared.value.links] ?? []).filter { declared.value.isMet(by: $0) }
            // The kernel fills in a link that was left open.
            if matching.isEmpty { matching = found.filter { declared.value.isMet(by: $0) } }
            if !matching.isEmpty { present.append(declared) }
            known.formUnion(matching)
        }
        let foreign = found.filter { !known.contains($0) && isSomebodys($0) }
        node.objects[kind] = present + foreign.map { Declared($0, at: expected.source, because: "somebody added it by hand") }
    }

    /// Whether somebody made it by hand. What the kernel makes by itself is nobody's, and so is what is on links that the
    /// lab does not know. What bears a program's mark is that program's, if the lab runs any here.
    private func isSomebodys(_ object: some KernelObject) -> Bool {
        guard object.links.allSatisfy(isKnown) else { return false }
        return switch object.maker(on: object.links.first.flatMap(tables.link)) {
        case .kernel: false
        case .program: expected.processes.isEmpty
        case .somebody: true
        }
    }

    private func isKnown(_ link: String) -> Bool { expected[link: link] != nil }
}

extension PlannedLink {
    /// Takes over what an attempt may have changed, where this link asks for nothing and so is met by anything: a
    /// difference from here leads back to what the kernel chose by itself.
    ///
    /// - Parameter settings: those that the node asks for by their names, which are read from the kernel
    fileprivate mutating func take(_ attempted: PlannedLink, _ found: LinkState, besides settings: Set<String>) {
        if attempted.origin != origin, case .request(let kind) = attempted.origin, let data = found.data, kind.isMet(by: data) {
            origin = attempted.origin
        }
        if attempted.setsMTU { mtu = found.mtu }
        for (setting, value) in attempted.ipv4Settings where ipv4Settings[setting] == nil && !settings.contains(sysctl(setting)) {
            ipv4Settings[setting] = value
        }
        // Not read from the kernel: to set them once more does no harm.
        hairpin = attempted.hairpin
        if !settings.contains("net.ipv4.neigh.\(name.sysctlSpelling).proxy_delay") { proxyDelay = attempted.proxyDelay }
    }
}
