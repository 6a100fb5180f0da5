import Addresses
import Reporting
import Runtime

/// Shows nodes to a reader, in the words of `ip`: what is empty is left out, and so is what every node has.
struct InspectionPrinter {
    let terminal: Terminal

    func show(_ lab: LabInspection, ofAll count: Int) {
        let left = "\(lab.lab) at stage \(lab.stage), \(VisibleText.of(lab.stageTitle))"
        let right = lab.nodes.count == count ? Text.count(count, "node") : "1 of \(Text.count(count, "node"))"
        say(terminal.line(terminal.styled(lab.lab, .strong) + left.dropFirst(lab.lab.count), width: left.count, right))
        for node in lab.nodes {
            say()
            say(terminal.styled(VisibleText.of(node.name), .strong))
            for (label, rows) in Self.sections(of: node) where !rows.isEmpty {
                for (position, line) in Columns.align(rows.map { $0.map { VisibleText.of($0) } }).enumerated() {
                    let label = position == 0 ? label : ""
                    say("  " + terminal.styled(label, .quiet) + String(repeating: " ", count: 12 - label.count) + fitted(line))
                }
            }
        }
    }

    /// On a terminal a line of commands may not wrap, which would spoil the columns; a file gets all of it.
    private func fitted(_ line: String) -> String {
        guard let limit = terminal.lineLimit.map({ $0 - 14 }), line.count > limit else { return line }
        return line.prefix(limit - 1) + "…"
    }

    private static func sections(of node: NodeInspection) -> [(label: String, rows: [[String]])] {
        [
            ("links", node.links.map(row)), ("rules", node.rules.filter { !$0.isKernels }.map(row)), ("routes", rows(node.routes)),
        ] + node.tables.map { ("table \($0.table)", rows($0.routes)) } + [
            ("neighbours", node.neighbours.map(row)),
            ("forwarding", node.forwarding.filter { !isOwn($0, in: node) }.map(row)), ("firewall", node.firewall.flatMap(rows)), ("listening", node.sockets.map(row)),
            ("processes", node.processes.map { ["\($0.process)", $0.command] }),
        ]
    }

    private static func row(_ link: LinkInspection) -> [String] {
        let state = !link.isUp ? "down" : link.hasCarrier ? "up" : "no carrier"
        let addresses = link.addresses.map { entry in
            entry.peer.map { "\(entry.address.address) peer \($0)/\(entry.address.length)" } ?? "\(entry.address)"
        }
        return [link.name, link.kind ?? "", state, "mtu \(link.mtu)", link.mac?.description ?? "", addresses.joined(separator: " "), details(link)]
    }

    /// As tc words it: `10Mbit`
    static func rate(_ bits: UInt64) -> String {
        for (unit, name) in [(1_000_000_000, "Gbit"), (1_000_000, "Mbit"), (1000, "Kbit")] as [(UInt64, String)] where bits >= unit && bits % unit == 0 {
            return "\(bits / unit)\(name)"
        }
        return "\(bits)bit"
    }

    private static func row(_ rule: RuleInspection) -> [String] {
        let words: [String?] = [
            rule.from.map { "from \(text($0))" } ?? "from all", rule.to.map { "to \(text($0))" }, rule.mark.map { "fwmark \($0)" },
            rule.inputLink.map { "iif \($0)" },
        ]
        let names: [UInt32: String] = [255: "local", 254: "main", 253: "default"]
        let table = names[rule.table] ?? "\(rule.table)"
        return ["\(rule.priority):", words.compactMap { $0 }.joined(separator: " "), "lookup \(table)", rule.family == "ipv6" ? "ipv6" : ""]
    }

    /// A host without its length, as `ip` has it.
    private static func text(_ prefix: Prefix) -> String { prefix.isHost ? "\(prefix.address)" : "\(prefix)" }

    /// A chain in a line, and a line for each of its rules.
    private static func rows(_ chain: ChainInspection) -> [[String]] {
        let place = chain.hook.map { hook in
            " (\(chain.type ?? "") at \(hook)" + (chain.policy.map { ", else \($0)" } ?? "") + ")"
        }
        return [["\(chain.family) \(chain.table) \(chain.name)\(place ?? "")"]] + chain.rules.map { ["  \($0)"] }
    }

    /// The ways of one route follow each other, and only the first says where to.
    private static func rows(_ routes: [RouteInspection]) -> [[String]] {
        var rows = routes.map(row)
        for position in rows.indices.dropFirst() where routes[position].weight != nil {
            let (this, before) = (routes[position], routes[position - 1])
            if before.weight != nil, this.destination == before.destination, this.metric == before.metric { rows[position][0] = "" }
        }
        return rows
    }

    private static func row(_ route: RouteInspection) -> [String] {
        let destination =
            route.destination.length == 0 ? "default" : text(route.destination)
        var words: [String?] = [route.onlink ? "onlink" : nil]
        // As ip leaves them out: what a route is without being asked to.
        if route.proto != "boot" { words.append("proto \(route.proto)") }
        if let scope = route.scope, scope != "global" { words.append("scope \(scope)") }
        words += [route.source.map { "src \($0)" }, route.metric.map { "metric \($0)" }, route.mtu.map { "mtu \($0)" }, route.weight.map { "weight \($0)" }]
        return [
            route.type == "unicast" ? destination : "\(route.type) \(destination)", route.via.map { "via \($0)" } ?? "",
            route.device.map { "dev \($0)" } ?? "", words.compactMap { $0 }.joined(separator: " "),
        ]
    }

    private static func row(_ entry: NeighbourInspection) -> [String] {
        let state = entry.isProxy ? "proxy" : entry.state.uppercased()
        return ["\(entry.address)", "dev \(entry.link)", entry.mac.map { "lladdr \($0)" } ?? "", state]
    }

    /// Entries that a link brings with it: its own address on a bridge, and the groups that it listens to.
    private static func isOwn(_ entry: ForwardingInspection, in node: NodeInspection) -> Bool {
        guard entry.state == "permanent", entry.destination == nil else { return false }
        return entry.mac.isMulticast || node.links.contains { $0.mac == entry.mac && ($0.name == entry.link || $0.name == entry.master) }
    }

    private static func row(_ entry: ForwardingInspection) -> [String] {
        let words: [String?] = [
            entry.vni.map { "vni \($0)" }, entry.port.map { "port \($0)" }, entry.via.map { "via \($0)" },
            entry.master.map { "master \($0)" }, entry.state == "dynamic" ? nil : entry.state,
            entry.isExternallyLearned ? "extern_learn" : nil,
        ]
        return [
            "\(entry.mac)", "dev \(entry.link)", entry.destination.map { "dst \($0)" } ?? "", words.compactMap { $0 }.joined(separator: " "),
        ]
    }

    private static func row(_ socket: SocketInspection) -> [String] {
        let address = socket.address.family == .ipv6 ? "[\(socket.address)]" : "\(socket.address)"
        let holders = socket.processes.map { "\($0.name) (\($0.process))" }.joined(separator: ", ")
        if let server = socket.server { return [socket.proto, "\(address):\(socket.port)", "\(server), by Warren itself"] }
        return [socket.proto, "\(address):\(socket.port)", holders.isEmpty ? socket.link.map { "\($0), in the kernel" } ?? "" : holders]
    }
}
