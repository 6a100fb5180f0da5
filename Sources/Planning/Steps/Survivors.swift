import Netlink
import Warren

/// Which links of an old state are still the same links in a new one, and so keep what they have.
///
/// A veth depends on both its ends, and a vxlan device on the link below it: the kernel removes it with that.
struct Survivors {
    private var links: [String: Set<String>] = [:]

    init(from old: NetworkState, to new: NetworkState) {
        // In the order in which they are made, so that what lies below is known first, also in another node.
        for before in old.nodes {
            guard let after = new[before.name] else { continue }
            let standing = before.plainLinks.filter { link in
                guard after[link: link.name]?.isSame(as: link) == true else { return false }
                return link.peer.map { new[$0.node]?[link: $0.link]?.peer?.node == before.name } ?? true
            }
            links[before.name] = Set(standing.map(\.name))
        }
        for before in old.nodes {
            guard let after = new[before.name] else { continue }
            for link in before.tunnelLevels.joined() where after[link: link.name]?.isSame(as: link) == true {
                if let lower = link.lower, !contains(lower, of: link.lowerNode ?? before.name) { continue }
                links[before.name, default: []].insert(link.name)
            }
        }
    }

    /// Whether the link is the same link still.
    func contains(_ link: String, of node: String) -> Bool { links[node]?.contains(link) ?? false }
}

extension NodeState {
    /// Links that need no other: they can be made first.
    var plainLinks: [PlannedLink] { links.contains(where: \.isTunnel) ? links.filter { !$0.isTunnel } : links }

    /// The tunnels, first those that lie upon no other tunnel, then those that lie upon these, and so on.
    var tunnelLevels: [[PlannedLink]] {
        var levels: [[PlannedLink]] = []
        for link in links where link.isTunnel {
            let depth = tunnels(below: link)
            while levels.count <= depth { levels.append([]) }
            levels[depth].append(link)
        }
        return levels
    }

    /// How many tunnels lie below. A circle, which validation refuses, ends at the number of links.
    func tunnels(below link: PlannedLink) -> Int {
        var count = 0
        var lower = below(link)
        while let link = lower, link.isTunnel, count < links.count {
            count += 1
            lower = below(link)
        }
        return count
    }
}

extension NodeState {
    /// The link of this node that the other lies upon.
    private func below(_ link: PlannedLink) -> PlannedLink? {
        link.lowerNode == nil ? link.lower.flatMap { self[link: $0] } : nil
    }
}

extension PlannedLink {
    /// Whether the link comes after those that need no other: cables, bridges and the like.
    var isTunnel: Bool {
        if case .request(let kind) = origin { kind.isTunnel || kind.liesUponLink } else { false }
    }

    /// The link upon which this one lies, and with which the kernel removes it.
    var lower: String? {
        if case .request(let kind) = origin { kind.lower } else { nil }
    }
}
