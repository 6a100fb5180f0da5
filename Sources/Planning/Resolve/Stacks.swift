import Addresses
import Netlink
import Warren

extension Resolver {
    /// What links that lie upon others have of these: addresses, now that every node has its own, and MTUs.
    mutating func resolveStacks(_ actions: [ScheduledAction]) {
        // A tunnel's MTU depends on that of the tunnel below it, wherever in the file that stands; and one that finds its
        // underlay by its address alone may find it on any of the others.
        var links: [(depth: Int, isLoose: Bool, action: ScheduledAction)] = []
        for action in actions {
            guard let name = action.stackedLink, let node = state[action.node], let link = node[link: name] else { continue }
            links.append((node.tunnels(below: link), link.lower == nil, action))
        }
        let depth = links.map(\.depth).max() ?? -1
        for level in 0..<(depth + 1) {
            for isLoose in [false, true] {
                for link in links where link.depth == level && link.isLoose == isLoose { run(link.action) }
            }
        }
    }

    /// Whether a link would lie upon itself, directly or by others.
    func isCircular(_ link: String, upon dev: String?, in node: String) -> Bool {
        var lower = dev
        for _ in state[node]?.links ?? [] {
            guard let name = lower else { return false }
            if name == link { return true }
            lower = state.link(name, of: node)?.lower
        }
        return false
    }

    /// An address that must be one of the node's own; of a node that stands for several, one of the family if it can be.
    mutating func localAddress(
        _ reference: Reference, _ family: IPAddress.Family?, of node: String, at source: SourceLocation
    ) -> IPAddress? {
        guard let local = address(reference, family, at: source) else { return nil }
        guard let addresses = state[node]?.addresses.map(\.value.address.address), !addresses.contains(local) else { return local }
        let known = addresses.map(\.description).joined(separator: ", ")
        report("the local address \(local) is not one of \(node)'s (\(known.isEmpty ? "it has none" : known))", lackedBy: node, at: source)
        return nil
    }
}

extension PlannedLink {
    /// The line that gave the MTU: that of a change to the link, unless it is what the tunnel's own line says.
    func mtuSource(_ own: Int?, _ source: SourceLocation) -> SourceLocation {
        own == mtu ? source : changeSource ?? source
    }
}
