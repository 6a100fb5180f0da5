import Netlink
import Planning

/// A node's tables as lines, in the words of `ip` and `bridge`, so that two moments can be laid side by side.
///
/// What changes by itself is left out: timers, counters, and whether a neighbour was confirmed of late.
package struct TableText: Sendable, Hashable {
    package let lines: [String]

    package init(_ tables: NodeTables) {
        func lines<Object: KernelObject>(_ kind: Object.Type) -> [String] {
            tables[kind].filter { !$0.isPassing }.map { $0.line(leavingOpen: $0.passingFields) }
        }
        self.lines = Self.links(tables) + ObjectKinds.all.flatMap { lines($0) }
    }

    /// Every link but lo.
    static func links(_ tables: NodeTables) -> [String] { tables.links.filter { $0.name != "lo" }.map(line) }

    private static func line(_ link: LinkState) -> String {
        var words = ["link \(link.name)", link.isUp ? "up" : "down", "mtu \(link.mtu)"]
        if let kind = link.kind { words.append("type \(kind)") }
        if let data = link.data { words += data.arguments }
        return words.joined(separator: " ")
    }

    /// What is in this but not in `other`, in order.
    package func lines(notIn other: TableText?) -> [String] {
        let known = Set(other?.lines ?? [])
        return lines.filter { !known.contains($0) }
    }
}
