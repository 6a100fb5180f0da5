import Netlink
import Warren

/// Which links of an old state are still the same links in a new one, and so keep what they have.
///
/// A veth depends on both its ends, and a vxlan device on the link below it: the kernel removes it with that.
struct Survivors {
    private let old: NetworkState
    private let new: NetworkState
    /// The links that are not, by their node: in most changes a few of all.
    private var lost: [String: Set<String>] = [:]
    /// Whether no link of the old state is lost.
    private(set) var areAll = false

    init(from old: NetworkState, to new: NetworkState) {
        self.old = old
        self.new = new
        // In the order in which they are made, so that what lies below is known first, also in another node.
        for before in old.nodes where new.contains(before.name) {
            for link in before.plainLinks where !isSame(link, of: before.name) { lost[before.name, default: []].insert(link.name) }
        }
        for before in old.nodes where new.contains(before.name) {
            for link in before.tunnelLevels.joined() {
                let stands = link.lower.map { contains($0, of: link.lowerNode ?? before.name) } ?? true
                if !stands || !isSame(link, of: before.name) { lost[before.name, default: []].insert(link.name) }
            }
        }
        areAll = lost.isEmpty && old.nodes.allSatisfy { new.contains($0.name) }
    }

    /// Whether a link of the old state is the same in the new one, as far as it does not depend on others of its node.
    private func isSame(_ link: PlannedLink, of node: String) -> Bool {
        guard new.link(link.name, of: node)?.isSame(as: link) == true else { return false }
        // An end whose other one is gone from where it was has one elsewhere, under another name.
        return link.isTunnel || link.peer.map { new.link($0.link, of: $0.node)?.peer?.node == node && old.hasLink($0.link, of: $0.node) } ?? true
    }

    /// Whether the link is the same link still.
    func contains(_ link: String, of node: String) -> Bool {
        old.hasLink(link, of: node) && new.contains(node) && lost[node]?.contains(link) != true
    }

    /// Whether all of a node's links are, which both states have.
    func containAll(of node: NodeState) -> Bool { areAll || lost[node.name] == nil }
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
