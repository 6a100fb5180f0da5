import Addresses
import Glibc
import Netlink
import Planning
import Warren

/// Asks a node's tables whether they hold what a lab expects, again after each change until they do.
struct TableWatcher {
    private let check: TableCheck
    private let namespace: Namespace

    init(_ check: TableCheck, in network: Network) throws {
        guard let namespace = network.nodes[check.node]?.namespace else { throw SystemError("tables", errno: ENOENT, check.node) }
        self.check = check
        self.namespace = namespace
    }

    /// Which of the check's lines the tables agree with, at the latest when the deadline passes.
    func run() throws -> [Bool] {
        var held = try look()
        guard held.contains(false), check.deadline > .zero else { return held }
        let deadline = Deadline(in: check.deadline)
        let groups = check.lines.reduce(into: Set<NotificationGroup>()) { $0.formUnion(type(of: $1.entry.object.value).notifications) }
        let monitor = try namespace.run { try NetlinkSocket(groups: groups) }
        held = try look()
        while held.contains(false), try Poll.wait(for: [monitor.descriptor], until: deadline) {
            _ = try monitor.receiveNotifications()
            held = try look()
        }
        return held
    }

    private func look() throws -> [Bool] {
        let reader = try namespace.reader()
        return try check.lines.map { line in
            try Self.isThere(line.entry.object.value, line.entry.open, reader) == (check.presence == .present)
        }
    }

    private static func isThere<Object: KernelObject>(_ wanted: Object, _ open: Set<String>, _ reader: NamespaceReader) throws -> Bool {
        try Object.all(in: reader).contains { wanted.agrees(with: $0, leavingOpen: open) }
    }

    /// Why there can be no such entry; `nil` if nothing tells.
    func obstacle(to entry: TableCheck.Entry) -> String? {
        guard check.presence == .present, !entry.open.contains("state"), let wanted = entry.object.as(ForwardingEntry.self),
            wanted.state == .dynamic, let link = (try? namespace.socket.links())?.first(where: { $0.name == wanted.link }),
            case .vxlan(let vxlan) = link.data, vxlan.learning == false
        else { return nil }
        let name = wanted.link
        return "\(name) does not learn: learning is off"
    }

    /// What the tables hold that is nearest to a line, as `ip` and `bridge` show it: for the failure report.
    func nearest(to entry: TableCheck.Entry) -> [String] {
        func words<Object: KernelObject>(_ wanted: Object, _ reader: NamespaceReader) -> [String] {
            let found = (try? Object.all(in: reader)) ?? []
            return found.filter { !$0.isImplied && $0.isTold(on: nil) && Set(wanted.links).isSubset(of: $0.links) }.map { $0.words.joined(separator: " ") }
        }
        guard let reader = try? namespace.reader() else { return [] }
        return words(entry.object.value, reader)
    }
}
