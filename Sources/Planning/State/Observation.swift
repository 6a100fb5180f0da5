import Addresses
import Netlink
import Warren

/// What really runs, in the terms of what should: the state from which a difference leads to the wanted one.
///
/// What the kernel holds and the lab wanted is there as the lab declared it. What is missing is left out, what is
/// different is there as it is, and table entries that somebody added by hand are there under the node's own line.
/// Entries of the kernel's making (connected routes, learned neighbours and forwarding entries) are nobody's.
package final class Observation {
    /// - Parameters:
    ///   - expected: what was last made of a node
    ///   - attempted: what was begun since then, and perhaps not ended
    ///   - tables: what the node's kernel holds now
    package static func node(_ expected: NodeState, attempted: NodeState? = nil, tables: NodeTables) -> NodeState {
        Observation(expected: expected, attempted: attempted, tables: tables).node()
    }

    private let expected: NodeState
    private let attempted: NodeState?
    private let tables: NodeTables
    /// Where among the tables' links each is.
    private let positions: [String: Int]
    private let names: [Int32: String]

    private init(expected: NodeState, attempted: NodeState?, tables: NodeTables) {
        (self.expected, self.attempted, self.tables) = (expected, attempted, tables)
        positions = Dictionary(tables.links.enumerated().lazy.map { ($1.name, $0) }) { first, _ in first }
        names = Dictionary(tables.links.lazy.map { ($0.index, $0.name) }) { first, _ in first }
    }

    /// What is as it was declared is left as it is: that much of a large lab is compared at once.
    private func node() -> NodeState {
        var node = expected
        node.removeLinks { positions[$0.name] == nil }
        for link in node.links {
            guard let found = found(link.name) else { continue }
            let observed = observed(link, found)
            if observed != link { node[link: link.name] = observed }
        }
        for kind in ObjectKinds.all { merge(kind, into: &node) }
        node.firewall = tables.firewall
        if !tables.hasPrograms {
            for link in tables.links { if let foreign = foreign(link) { node[link: link.name] = foreign } }
            node.foreignTables = tables.otherTables.map { Declared($0, at: expected.source, because: Self.byHand) }
        }
        for (position, setting) in node.sysctls.enumerated() {
            // A setting that this kernel does not have is as good as set.
            guard let value = tables.settings[setting.value.name], value != setting.value.value else { continue }
            node.sysctls[position].value.value = value
        }
        node.processes.removeAll { !tables.processes.contains($0.value) }
        node.servers.removeAll { !tables.servers.contains($0.value) }
        return node
    }

    private static let byHand = "somebody added it by hand"

    /// A link that somebody made by hand. What Warren does not know how to make may be a program's, and what the kernel shows in
    /// every namespace for as long as a driver is loaded is nobody's.
    private func foreign(_ link: LinkState) -> PlannedLink? {
        guard !expected.hasLink(link.name), attempted?.hasLink(link.name) != true, !link.isKernels else { return nil }
        guard let made = link.kind == "veth" ? .veth(VethLink(peerName: "")) : link.data else { return nil }
        return PlannedLink(link.name, .request(made), mtu: link.mtu, at: expected.source, because: Self.byHand)
    }

    private func found(_ link: String) -> LinkState? { positions[link].map { tables.links[$0] } }

    private func observed(_ link: PlannedLink, _ found: LinkState) -> PlannedLink {
        var link = link
        link.isUp = found.isUp
        if link.setsMTU || found.keepsMTU { link.mtu = found.mtu }
        if link.mac != nil { link.mac = found.mac }
        link.master = found.master.flatMap { names[$0] }
        for setting in link.ipv4Settings.keys {
            if let value = found.value(of: setting) { link.ipv4Settings[setting] = value }
        }
        if case .request(let kind) = link.origin, let data = found.data, !kind.isMet(by: data) { link.origin = .request(data) }
        if let attempted = attempted?[link: link.name] { link.take(attempted, found, besides: Set(expected.sysctls.map(\.value.name))) }
        return link
    }

    /// The expected objects that are there, as they were declared, and after them those that somebody made by hand.
    private func merge<Object: KernelObject>(_ kind: Object.Type, into node: inout NodeState) {
        let found = tables[kind]
        let wanted = expected.objects[kind]
        if found.isEmpty {
            if !wanted.isEmpty { node.objects[kind] = [] }
            return
        }
        // A large node has many: each is looked for among those of its identity alone.
        var isKnown = [Bool](repeating: false, count: found.count)
        var present: [Declared<Object>] = []
        if !wanted.isEmpty {
            var first: [Object.Identity: Int] = [:]
            var next = [Int?](repeating: nil, count: found.count)
            for position in found.indices.reversed() { next[position] = first.updateValue(position, forKey: found[position].identity) }
            for declared in wanted {
                var position = first[declared.value.identity], isThere = false
                while let here = position {
                    if declared.value.isMet(by: found[here]) { (isThere, isKnown[here]) = (true, true) }
                    position = next[here]
                }
                if isThere { present.append(declared) }
            }
        }
        let foreign = found.indices.filter { !isKnown[$0] && isSomebodys(found[$0]) }
        if foreign.isEmpty, present.count == wanted.count { return }
        node.objects[kind] = Self.inOrder(present + foreign.map { Declared(found[$0], at: expected.source, because: Self.byHand) })
    }

    /// What others of the kind lie upon first, as if all had been declared: in the reverse order they are removed.
    private static func inOrder<Object: KernelObject>(_ objects: [Declared<Object>]) -> [Declared<Object>] {
        guard let depths = Object.depths(of: objects.map(\.value)) else { return objects }
        return objects.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }.map { objects[$0] }
    }

    /// Whether somebody made it by hand. What the kernel makes by itself is nobody's, and so is what is on links that the
    /// lab does not know. What bears a program's mark is that program's, if the lab runs any here.
    private func isSomebodys(_ object: some KernelObject) -> Bool {
        switch object.maker(on: object.links.first.flatMap(found)) {
        case .kernel: return false
        case .program: if !expected.processes.isEmpty { return false }
        case .somebody: break
        }
        return object.links.allSatisfy { expected.hasLink($0) }
    }
}

extension LinkState {
    /// Whether the link has the MTU that it was made with until somebody sets another. A bridge follows its ports, and what kernels
    /// give the other kinds differs among them.
    fileprivate var keepsMTU: Bool {
        name == "lo" || kind.map(["veth", "dummy", "macvlan", "ipvlan", "vlan", "vxlan", "ipip", "wireguard"].contains) ?? false
    }
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
