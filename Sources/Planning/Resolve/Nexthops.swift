import Addresses
import Netlink
import Warren

extension Nexthop: ResolvableWord {
    package static let actions = [Action<Nexthop>(.nexthops) { $0.declare($1, in: $2) }]
}

extension Nexthop: ExpectableWord {
    package var expectedLink: String? { dev }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? { nil }

    package func entry(_ resolver: inout Resolver, of node: String) -> TableCheck.Entry? {
        // A member that is not there is seen by the comparison.
        let members = (group ?? []).map { NexthopEntry(id: UInt32(clamping: $0.id)) }
        let open: Set<String> = group != nil && resilient == nil ? ["resilience"] : via == nil && dev != nil ? ["via"] : []
        return resolver.entry(self, members, in: node).map { TableCheck.Entry($0, leavingOpen: open) }
    }
}

extension Resolver {
    fileprivate mutating func entry(_ hop: Nexthop, _ known: [NexthopEntry], in node: String) -> NexthopEntry? {
        if let members = hop.group { group(members, of: hop, known, in: node) } else { single(hop, in: node) }
    }

    fileprivate mutating func declare(_ hop: Nexthop, in node: String) {
        let source = hop.source
        check(hop.id, in: 1...Int(UInt32.max), "the next hop's number", at: source)
        let known = state[node]?.objects[NexthopEntry.self] ?? []
        if let earlier = known.first(where: { $0.value.id == UInt32(clamping: hop.id) }) {
            return report("\(node) already has a next hop \(hop.id) (line \(earlier.source.line)); each has a number of its own", at: source)
        }
        guard let entry = entry(hop, known.map(\.value), in: node) else { return }
        if let device = entry.device, reportDown(device, of: node, "a next hop", at: source) || reportPortless(device, of: node, at: source) { return }
        let reason = entry.members.isEmpty ? "a next hop that routes share" : "\(entry.members.count) next hops as one; each flow takes one"
        _ = state.update(node) { $0.objects[NexthopEntry.self].append(Declared(entry, at: source, because: reason)) }
    }

    /// Over a bridge none of whose ports is up, which has no carrier, the kernel takes no next hop.
    private mutating func reportPortless(_ device: String, of node: String, at source: SourceLocation) -> Bool {
        guard let bridge = state.link(device, of: node), bridge.isBridge,
            state[node]?.links.contains(where: { $0.master == device && $0.isUp }) == false
        else { return false }
        report("\(device) of \(node) has no port that is up (line \(bridge.source.line)); a next hop needs one", at: source)
        return true
    }

    private mutating func single(_ hop: Nexthop, in node: String) -> NexthopEntry? {
        var entry = NexthopEntry(id: UInt32(clamping: hop.id))
        if hop.traits.contains(.blackhole) {
            if hop.via != nil || hop.dev != nil || hop.traits.contains(.onlink) {
                report("a next hop that drops its packets has neither address nor link", at: hop.source)
            }
            entry.isBlackhole = true
            return entry
        }
        entry.onlink = hop.traits.contains(.onlink)
        if let dev = hop.dev, requireLink(dev, of: node, at: hop.source) == nil { return nil }
        guard let via = hop.via else {
            guard let dev = hop.dev else {
                report("the next hop leads nowhere; expected via: an address, dev: a link, or .blackhole", at: hop.source)
                return nil
            }
            if entry.onlink { report(".onlink speaks of a next hop's address; expected via: …", at: hop.source) }
            entry.device = dev
            return entry
        }
        guard let family = addresses(via, at: hop.source)?.first?.family,
            let way = nextHop(via, from: node, family: family, onlink: entry.onlink, dev: hop.dev, at: hop.source)
        else { return nil }
        (entry.via, entry.device) = (way.address, way.device)
        return entry
    }

    private mutating func group(
        _ members: [Nexthop.Member], of hop: Nexthop, _ known: [NexthopEntry], in node: String
    ) -> NexthopEntry? {
        if members.isEmpty { report("a group has at least one next hop", at: hop.source) }
        var entry = NexthopEntry(id: UInt32(clamping: hop.id))
        for member in members {
            check(member.weight, in: 1...256, "the weight", at: hop.source)
            guard let single = known.first(where: { $0.id == UInt32(clamping: member.id) }) else {
                report("\(node) has no next hop \(member.id) before this line; a group is of next hops that are there", at: hop.source)
                return nil
            }
            if !single.members.isEmpty {
                report("\(member.id) is a group itself; a group is of single next hops", at: hop.source)
                return nil
            }
            if entry.members.contains(where: { $0.id == single.id }) {
                report("next hop \(member.id) stands twice in the group; expected once, with a weight", at: hop.source)
                return nil
            }
            if single.isBlackhole, members.count > 1 {
                report("\(member.id) drops its packets (.blackhole), and can be in no group with others", at: hop.source)
                return nil
            }
            entry.members.append(.init(id: single.id, weight: min(max(member.weight, 1), 256)))
        }
        if let resilient = hop.resilient {
            check(resilient.buckets, in: 1...65535, "the number of buckets", at: hop.source)
            check(resilient.idle, in: 1...10_000_000, "the idle time", at: hop.source)
            check(resilient.unbalanced, in: 1...10_000_000, "the unbalanced time", at: hop.source)
            entry.resilience = .init(
                buckets: UInt16(clamping: resilient.buckets), idleTimer: resilient.idle.map { UInt32(clamping: $0) },
                unbalancedTimer: resilient.unbalanced.map { UInt32(clamping: $0) })
        }
        return entry
    }
}
