import Findings
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
                    say("  " + terminal.styled(label, .quiet) + String(repeating: " ", count: max(1, 12 - label.count)) + fitted(line))
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
        [("links", node.links.map(row))] + node.sections.map { ($0.name, $0.rows) } + [
            ("firewall", node.firewall.flatMap(rows)), ("listening", node.sockets.map(row)),
            ("processes", node.processes.map { ["\($0.process)", $0.command] }),
        ]
    }

    private static func row(_ link: LinkInspection) -> [String] {
        let state = !link.isUp ? "down" : link.hasCarrier ? "up" : "no carrier"
        let place: [String?] = [
            link.peer.map { "peer \($0)" }, link.master.map { "master \($0)" }, link.portState.flatMap { $0 == "forwarding" ? nil : $0 },
        ]
        let details = place.compactMap { $0 } + link.phrases
        return [
            link.name, link.kind ?? "", state, "mtu \(link.mtu)", link.mac?.description ?? "", link.addresses.joined(separator: " "),
            details.joined(separator: " "),
        ]
    }

    /// A chain in a line, and a line for each of its rules.
    private static func rows(_ chain: ChainInspection) -> [[String]] {
        let place = chain.hook.map { hook in
            " (\(chain.type ?? "") at \(hook)" + (chain.policy.map { ", else \($0)" } ?? "") + ")"
        }
        return [["\(chain.family) \(chain.table) \(chain.name)\(place ?? "")"]] + chain.rules.map { ["  \($0)"] }
    }

    private static func row(_ socket: SocketInspection) -> [String] {
        let address = socket.address.family == .ipv6 ? "[\(socket.address)]" : "\(socket.address)"
        let holders = socket.processes.map { "\($0.name) (\($0.process))" }.joined(separator: ", ")
        if let server = socket.server { return [socket.proto, "\(address):\(socket.port)", "\(server), by Warren itself"] }
        return [socket.proto, "\(address):\(socket.port)", holders.isEmpty ? socket.link.map { "\($0), in the kernel" } ?? "" : holders]
    }
}
