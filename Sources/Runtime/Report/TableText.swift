import Netlink
import Planning

/// A node's tables as lines, in the words of `ip` and `bridge`, so that two moments can be laid side by side.
///
/// What changes by itself is left out: timers, counters, and whether a neighbour was confirmed of late.
public struct TableText: Sendable, Hashable {
    public let lines: [String]

    public init(_ tables: NodeTables) {
        let links = tables.links.filter { $0.name != "lo" }.map(Self.line)
        let addresses = tables.addresses.filter { $0.link != "lo" }.map { "addr \($0.address) dev \($0.link)" }
        let routes = tables.routes.filter { !$0.destination.address.isMulticast }.map { "route \($0.arguments)" }
        let neighbours = tables.neighbours.filter { $0.state.isUsable && $0.state != .noarp && !$0.address.isMulticast }.map { entry in
            "neigh \(entry.address) dev \(entry.link)" + (entry.mac.map { " lladdr \($0)" } ?? "") + (entry.state == .permanent ? " permanent" : "")
        }
        let forwarding = tables.forwarding.filter { $0.destination != nil }.map { entry in
            "fdb \(entry.mac) dev \(entry.link)" + (entry.destination.map { " dst \($0)" } ?? "") + (entry.state == .permanent ? " permanent" : " learned")
        }
        lines = links + addresses + routes + neighbours + forwarding
    }

    private static func line(_ link: LinkState) -> String {
        var words = ["link \(link.name)", link.isUp ? "up" : "down", "mtu \(link.mtu)"]
        if let kind = link.kind { words.append("type \(kind)") }
        if let data = link.data { words += data.arguments }
        return words.joined(separator: " ")
    }

    /// What is in this but not in `other`, in order.
    public func lines(notIn other: TableText?) -> [String] {
        let known = Set(other?.lines ?? [])
        return lines.filter { !known.contains($0) }
    }
}
