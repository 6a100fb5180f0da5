import Addresses
import Findings
import Glibc
import Namespaces
import Netlink
import Planning
import Warren

/// Asks a node's tables whether they hold what a lab expects, again after each change until they do.
struct TableWatcher {
    private let check: TableCheck
    private let namespace: NetworkNamespace

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
        let groups = check.lines.reduce(into: Set<NotificationGroup>()) { $0.formUnion(Self.notifications(of: $1.entry)) }
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
            try isThere(line.entry, reader) == (check.presence == .present)
        }
    }

    private static func notifications(of entry: TableCheck.Entry) -> Set<NotificationGroup> {
        switch entry {
        case .object(let object, _): type(of: object.value).notifications
        case .link, .linkState: [.link]
        // Nothing tells of them.
        case .setting: []
        }
    }

    private func isThere(_ entry: TableCheck.Entry, _ reader: NamespaceReader) throws -> Bool {
        switch entry {
        case .object(let object, let open): try Self.isThere(object.value, open, reader)
        case .link(let link): reader.links.contains { link.isMet(by: $0) }
        case .linkState(let link): reader.links.contains { link.isMet(by: $0) }
        case .setting(let setting): try value(of: setting) == setting.value
        }
    }

    private func value(of setting: NodeState.Setting) throws -> String? {
        try namespace.run { try? KernelSetting.read(setting.name) }
    }

    private static func isThere<Object: KernelObject>(_ wanted: Object, _ open: Set<String>, _ reader: NamespaceReader) throws -> Bool {
        try Object.all(in: reader).contains { wanted.agrees(with: $0, leavingOpen: open) }
    }

    /// Why there can be no such entry; `nil` if nothing tells.
    func obstacle(to entry: TableCheck.Entry) -> LearningOff? {
        guard check.presence == .present, case .object(let object, let open) = entry, !open.contains("state"),
            let wanted = object.as(ForwardingEntry.self), wanted.state == .dynamic,
            let link = (try? namespace.socket.links())?.first(where: { $0.name == wanted.link }),
            case .vxlan(let vxlan) = link.data, vxlan.learning == false
        else { return nil }
        return LearningOff(LinkReference(node: check.node, link: wanted.link))
    }

    /// What the tables hold that is nearest to a line, as `ip` and `bridge` show it: for the failure report.
    func nearest(to entry: TableCheck.Entry) -> [String] {
        func words<Object: KernelObject>(_ wanted: Object, _ reader: NamespaceReader) -> [String] {
            let found = (try? Object.all(in: reader)) ?? []
            return found.filter { !$0.isImplied && $0.isTold(on: nil) && Set(wanted.links).isSubset(of: $0.links) }
                .flatMap(\.rows).map { $0.filter { !$0.isEmpty }.joined(separator: " ") }
        }
        guard let reader = try? namespace.reader() else { return [] }
        switch entry {
        case .object(let object, _): return words(object.value, reader)
        case .link(let link):
            return reader.links.filter { $0.name == link.name }.map { found in
                (["\(found.name) mtu \(found.mtu)"] + (found.kind.map { ["type", $0] } ?? []) + (found.data?.arguments ?? [])).joined(separator: " ")
            }
        case .linkState(let link): return reader.links.filter { $0.name == link.name }.map { ExpectedLinkState($0).words }
        case .setting(let setting): return [(try? value(of: setting)).flatMap { $0 }.map { "\(setting.name) = \($0)" }].compactMap { $0 }
        }
    }
}
