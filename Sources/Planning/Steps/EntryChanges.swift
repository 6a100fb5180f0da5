import Addresses
import Netlink
import Warren

/// What of a node's table entries stays from one state to the next, and what must be removed.
///
/// The rest the kernel removes by itself. With a link go all its entries. When a link goes down, its routes,
/// its neighbours and its IPv6 addresses go; when its MAC address changes, its neighbours.
struct EntryChanges {
    private(set) var addresses: Set<AddressEntry> = []
    private(set) var routes: Set<RouteEntry> = []
    private(set) var neighbours: Set<NeighbourEntry> = []
    private(set) var forwarding: Set<ForwardingEntry> = []
    private(set) var rules: Set<RuleEntry> = []
    private(set) var limits: Set<TokenBucket> = []
    private(set) var impairments: Set<Impairment> = []
    private(set) var vlans: Set<BridgeVLANEntry> = []
    private(set) var peers: Set<PlannedPeer> = []
    /// Whether all of them stay, as in most nodes of a large lab. Then they are not listed.
    private(set) var keepsAll = false
    /// In the order in which they are removed.
    private(set) var removals: [(operation: Operation, source: SourceLocation)] = []

    private let before: NodeState
    private let after: NodeState
    private let survivors: Survivors

    init(from before: NodeState, to after: NodeState, survivors: Survivors) {
        self.before = before
        self.after = after
        self.survivors = survivors
        keepsAll = isUnchanged
        if !keepsAll { decide() }
    }

    private var isUnchanged: Bool {
        before.links == after.links && before.addresses == after.addresses && before.routes == after.routes
            && before.neighbours == after.neighbours && before.forwarding == after.forwarding && before.rules == after.rules && before.limits == after.limits
            && before.impairments == after.impairments && before.vlans == after.vlans && before.peers == after.peers && !before.peers.contains { !knows($0.value) }
            && before.links.allSatisfy { stays($0.name) }
    }

    private mutating func decide() {
        addresses = keptAddresses()
        // The last IPv4 address of a link takes every IPv4 route and neighbour of it along, and any address
        // the routes whose source it is. Those that are to stay are removed beforehand, and made again.
        let removed = before.addresses.map(\.value).filter { !addresses.contains($0) && stays($0.link) }
        let bare = Set(removed.filter { $0.address.family == .ipv4 }.map(\.link))
            .subtracting(addresses.filter { $0.address.family == .ipv4 }.map(\.link))
        let lost = Set(removed.map(\.address.address))

        var gone: [(Operation, SourceLocation)] = []
        (rules, gone) = sort(before.rules, after.rules, by: Operation.removeRule) { _ in (isTaken: false, mustGo: false) }
        removals += gone
        // Another limit on the same link takes the place of the first.
        let limited = Set(after.limits.map(\.value.link))
        (impairments, gone) = sort(before.impairments, after.impairments, by: Operation.removeImpairment) { (isTaken: !stays($0.link), mustGo: false) }
        let impairmentsGone = gone
        (limits, gone) = sort(before.limits, after.limits, by: Operation.removeLimit) { entry in
            // One behind an impairment goes with it.
            let losesImpairment = entry.isBelowImpairment && !impairments.contains { $0.link == entry.link }
            let isReplaced = limited.contains(entry.link) && !after.limits.contains { $0.value == entry }
            return (isTaken: !stays(entry.link) || losesImpairment || isReplaced, mustGo: false)
        }
        removals += gone + impairmentsGone
        // A peer whose device is made anew has another key: the old one is of no use, and is not asked for by name any more.
        (peers, gone) = sort(before.peers, after.peers, by: Operation.removeWireGuardPeer) { entry in
            (isTaken: !stays(entry.link), mustGo: !knows(entry))
        }
        removals += gone
        (vlans, gone) = sort(before.vlans, after.vlans, by: Operation.removeBridgeVLAN) { entry in
            (isTaken: !stays(entry.link) || !entry.isOfBridge && changesMaster(entry.link), mustGo: false)
        }
        removals += gone
        (forwarding, gone) = sort(before.forwarding, after.forwarding, by: Operation.removeForwarding) { entry in
            (isTaken: !stays(entry.link) || losesPeer(entry), mustGo: false)
        }
        removals += gone
        (neighbours, gone) = sort(before.neighbours, after.neighbours, by: Operation.removeNeighbour) { entry in
            let isTaken = !stays(entry.link) || goesDown(entry.link) || changesMAC(entry.link)
            return (isTaken, entry.address.family == .ipv4 && bare.contains(entry.link))
        }
        removals += gone
        (routes, gone) = sort(before.routes, after.routes, by: Operation.removeRoute) { entry in
            // A route of several ways goes with the first link that is removed, or when the last goes down.
            let devices = entry.devices
            let isTaken = devices.contains { !stays($0) } || !devices.isEmpty && devices.allSatisfy(goesDown)
            let losesLink = entry.destination.family == .ipv4 && devices.contains(where: bare.contains)
            return (isTaken, losesLink || entry.source.map(lost.contains) ?? false)
        }
        removals += gone
        for entry in before.addresses.reversed() where !addresses.contains(entry.value) && stays(entry.value.link) {
            if entry.value.address.family == .ipv6, goesDown(entry.value.link) { continue }
            removals.append((.removeAddress(entry.value), entry.source))
        }
    }

    /// The entries of both states that nothing takes away, and the removal of the others, unless they are taken.
    private func sort<Entry: Hashable & Sendable>(
        _ old: [Declared<Entry>], _ new: [Declared<Entry>], by removal: (Entry) -> Operation,
        _ fate: (Entry) -> (isTaken: Bool, mustGo: Bool)
    ) -> (kept: Set<Entry>, gone: [(Operation, SourceLocation)]) {
        let wanted = Set(new.map(\.value))
        var kept: Set<Entry> = []
        var gone: [(Operation, SourceLocation)] = []
        for entry in old.reversed() {
            let fate = fate(entry.value)
            if fate.isTaken { continue }
            if wanted.contains(entry.value), !fate.mustGo {
                kept.insert(entry.value)
            } else {
                gone.append((removal(entry.value), entry.source))
            }
        }
        return (kept, gone)
    }

    /// Of the IPv4 addresses of one network on one link, the first is the primary, and the kernel removes
    /// the others with it. So they stay only as far as both states begin alike.
    private func keptAddresses() -> Set<AddressEntry> {
        var kept: Set<AddressEntry> = []
        let wanted = groups(after)
        for (place, old) in groups(before) where stays(place.link) {
            let new = wanted[place] ?? []
            if place.network.family == .ipv4 {
                for (entry, other) in zip(old, new) {
                    guard entry == other else { break }
                    kept.insert(entry)
                }
            } else {
                kept.formUnion(Set(old).intersection(new))
            }
        }
        return kept
    }

    private struct Place: Hashable {
        var link: String
        var network: Prefix
    }

    private func groups(_ node: NodeState) -> [Place: [AddressEntry]] {
        Dictionary(grouping: node.addresses.map(\.value)) { Place(link: $0.link, network: $0.address.network) }
    }

    private func stays(_ link: String) -> Bool { survivors.contains(link, of: before.name) }

    private func goesDown(_ link: String) -> Bool {
        before[link: link]?.isUp == true && (after[link: link]?.isUp == false || changesTable(link))
    }

    /// Whether the peer's key stays what it is.
    private func knows(_ peer: PlannedPeer) -> Bool {
        if case .link(let link) = peer.key { survivors.contains(link.link, of: link.node) } else { true }
    }

    /// Whether the kernel forgets what the link had as a port.
    private func changesMaster(_ link: String) -> Bool {
        let master = before[link: link]?.master
        return master != after[link: link]?.master || master.map { !stays($0) } ?? false
    }

    /// Whether the link goes into a VRF or out of one: the kernel takes it down and up for that.
    private func changesTable(_ link: String) -> Bool {
        func table(_ node: NodeState) -> String? {
            node[link: link]?.master.flatMap { node[link: $0] }.flatMap { $0.vrfTable == nil ? nil : $0.name }
        }
        let old = table(before), new = table(after)
        return old != new || old.map { !stays($0) } ?? false
    }

    /// Whether it is the all-zero entry of a group that its vxlan device leaves, with which the kernel removes it.
    private func losesPeer(_ entry: ForwardingEntry) -> Bool {
        guard entry.mac == .zero, let old = before[link: entry.link], let new = after[link: entry.link],
            new.vxlanChange(from: old)?.remote != nil, case .request(.vxlan(let vxlan)) = old.origin
        else { return false }
        return entry.destination == vxlan.group || entry.destination == vxlan.remote
    }

    private func changesMAC(_ link: String) -> Bool { before[link: link]?.mac != after[link: link]?.mac }
}
