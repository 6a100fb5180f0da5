import Netlink
import Warren

/// Which links of an old state are still the same links in a new one, and so keep what they have.
///
/// A veth depends on both its ends, and a vxlan device on the link below it: the kernel removes it with that.
struct Survivors {
    private var links: [String: Set<String>] = [:]

    init(from old: NetworkState, to new: NetworkState) {
        for before in old.nodes {
            guard let after = new[before.name] else { continue }
            var standing: Set<String> = []
            // In the order in which they are made, so that what lies below is known first.
            for link in before.linksInOrder where link.isSame(as: after[link: link.name]) {
                if let peer = link.peer, new[peer.node]?[link: peer.link]?.peer?.node != before.name { continue }
                if let lower = link.lower, !standing.contains(lower) { continue }
                standing.insert(link.name)
            }
            links[before.name] = standing
        }
    }

    func contains(_ link: String, of node: String) -> Bool { links[node]?.contains(link) ?? false }
}

extension NodeState {
    /// The links in the order in which they can be made: tunnels come after cables and bridges, and a
    /// tunnel upon another after that.
    var linksInOrder: [PlannedLink] { plainLinks + tunnelsInOrder }

    var plainLinks: [PlannedLink] { links.filter { !$0.isTunnel } }

    var tunnelsInOrder: [PlannedLink] {
        let tunnels = links.filter(\.isTunnel)
        guard tunnels.contains(where: { $0.lower.flatMap { self[link: $0] }?.isTunnel ?? false }) else { return tunnels }
        let depths = tunnels.map { self.depth(of: $0) }
        return zip(tunnels, depths).enumerated()
            .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
            .map(\.element.0)
    }

    /// How many links lie below. A circle, which validation refuses, ends at the number of links.
    private func depth(of link: PlannedLink) -> Int {
        var depth = 0
        var lower = link.lower
        while let name = lower, depth < links.count {
            depth += 1
            lower = self[link: name]?.lower
        }
        return depth
    }
}

extension PlannedLink {
    var isTunnel: Bool {
        switch origin {
        case .request(.vxlan), .request(.ipip): true
        default: false
        }
    }

    /// The link upon which this one lies, and with which the kernel removes it.
    var lower: String? {
        if case .request(.vxlan(let vxlan)) = origin { vxlan.device } else { nil }
    }

    /// Whether this link can become the other by changes alone.
    func isSame(as other: PlannedLink?) -> Bool { origin == other?.origin && peer == other?.peer }
}
