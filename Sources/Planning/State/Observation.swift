import Addresses
import Netlink
import Warren

/// What really runs, in the terms of what should: the state from which a difference leads to the wanted one.
///
/// What the kernel holds and the lab wanted is there as the lab declared it. What is missing is left out, what is
/// different is there as it is, and table entries that somebody added by hand are there under the node's own line.
/// Entries of the kernel's making (connected routes, learned neighbours and forwarding entries) are nobody's, and
/// so are links that the lab does not know: they are left alone.
public struct Observation {
    /// - Parameters:
    ///   - expected: what was last made
    ///   - attempted: what was begun since then, and perhaps not ended
    ///   - tables: what each node's kernel holds now; a node without tables is gone
    public static func state(expected: NetworkState, attempted: NetworkState? = nil, tables: [String: NodeTables]) -> NetworkState {
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
        node.addresses = merge(expected.addresses, tables.addresses.filter(isOfTheLab)) { $0.link == $1.link && $0.address == $1.address }
        node.routes = merge(expected.routes, tables.routes.filter(isOfTheLab)) { $0.isSame(as: $1) }
        node.neighbours = merge(expected.neighbours, tables.neighbours.filter { $0.state == .permanent && isKnown($0.link) }) {
            $0.link == $1.link && $0.address == $1.address && $0.mac == $1.mac
        }
        node.forwarding = merge(
            expected.forwarding, tables.forwarding.filter { $0.state == .permanent && $0.destination != nil && isKnown($0.link) && !isOfTheDevice($0) }
        ) { $0.link == $1.link && $0.mac == $1.mac && $0.destination == $1.destination }
        node.firewall = tables.firewall
        // The kernel's own rules have the priorities 0, 32766 and 32767.
        node.rules = merge(expected.rules, tables.rules.filter { (1...32765).contains($0.priority) }) { $0 == $1 }
        node.impairments = merge(expected.impairments, tables.impairments.filter { isKnown($0.link) }) { $0.isSame(as: $1) }
        node.vlans = merge(expected.vlans, tables.vlans.filter(isOfTheLab)) { $0 == $1 }
        node.peers = merge(expected.peers, tables.peers) { $0.isSame(as: $1) }
        node.limits = merge(expected.limits, tables.limits.filter { isKnown($0.link) }) { $0.isSame(as: $1) }
        node.sysctls = expected.sysctls.map { setting in
            var setting = setting
            // A setting that this kernel does not have is as good as set.
            setting.value.value = tables.settings[setting.value.name] ?? setting.value.value
            return setting
        }
        node.processes = merge(expected.processes, tables.processes) { $0 == $1 }
        node.servers = merge(expected.servers, tables.servers) { $0 == $1 }
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

    /// The expected entries that are there, as they were declared, and after them those that nobody declared.
    private func merge<Entry>(_ expected: [Declared<Entry>], _ found: [Entry], _ isSame: (Entry, Entry) -> Bool) -> [Declared<Entry>] {
        let present = expected.filter { declared in found.contains { isSame(declared.value, $0) } }
        let foreign = found.filter { entry in !expected.contains { isSame($0.value, entry) } }
        return present + foreign.map { Declared($0, at: self.expected.source, because: "somebody added it by hand") }
    }

    private func isKnown(_ link: String) -> Bool { expected[link: link] != nil }

    /// Whether a vxlan device made the entry itself: the all-zero one that leads to its group or its one peer.
    private func isOfTheDevice(_ entry: ForwardingEntry) -> Bool {
        guard entry.mac == .zero, case .request(.vxlan(let vxlan)) = expected[link: entry.link]?.origin else { return false }
        return entry.destination == vxlan.group || entry.destination == vxlan.remote
    }

    /// Bridges that do not keep VLANs apart have some all the same.
    private func isOfTheLab(_ entry: BridgeVLANEntry) -> Bool {
        let bridge = entry.isOfBridge ? entry.link : expected[link: entry.link]?.master ?? ""
        guard case .request(.bridge(let parameters)) = expected[link: bridge]?.origin else { return false }
        return parameters.vlanFiltering == true
    }

    private func isOfTheLab(_ entry: AddressEntry) -> Bool {
        guard isKnown(entry.link) else { return false }
        if expected.addresses.contains(where: { $0.value.link == entry.link && $0.value.address == entry.address }) { return true }
        // Other addresses of lo and of fe80::/10 are of the kernel's own making.
        return entry.link != "lo" && !entry.address.address.isLinkLocal
    }

    /// Routes of all tables but the local one, except those of the kernel (`proto kernel`) and of router advertisements (`proto ra`).
    private func isOfTheLab(_ route: RouteEntry) -> Bool {
        route.table != 255 && route.proto != 2 && route.proto != 9 && route.devices.allSatisfy(isKnown)
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

extension RouteEntry {
    /// Whether the kernel's `found` is this route. The kernel fills in what a request leaves open.
    func isSame(as found: RouteEntry) -> Bool {
        destination == found.destination && table == found.table && Set(hops) == Set(found.hops)
            && via == found.via && (device == nil || device == found.device)
            && type == found.type && onlink == found.onlink && hasScope(of: found)
            && (source == nil || source == found.source) && (metric ?? defaultMetric) == (found.metric ?? defaultMetric)
            && (mtu == nil || mtu == found.mtu)
    }

    /// IPv6 routes have none: the kernel takes what it is given and calls all of them global.
    private func hasScope(of found: RouteEntry) -> Bool {
        scope == nil || destination.family == .ipv6 || scope == found.scope
    }

    /// IPv6 routes without a metric get 1024 (IP6_RT_PRIO_USER), IPv4 ones none.
    private var defaultMetric: UInt32 { destination.family == .ipv6 ? 1024 : 0 }
}

extension TokenBucket {
    /// Whether the kernel's `found` is this limit. It keeps the burst as a time, in steps of 64 ns.
    func isSame(as found: TokenBucket) -> Bool {
        let step = 1 + rate / 8 * 64 / 1_000_000_000
        let difference = UInt64(burst > found.burst ? burst - found.burst : found.burst - burst)
        return link == found.link && isBelowImpairment == found.isBelowImpairment && rate == found.rate && limit == found.limit && difference <= step
    }
}
