import Addresses
import Capturing
import Packets
import Planning
import Warren

/// Proves what a stage declares, one check after the other, on a network that stands at that stage.
struct Prover {
    let network: Network
    let stage: StagePlan
    let capture: Capture
    /// Whether packets are kept also while a check speaks of none.
    let keepsAll: Bool
    /// Knows on which UDP ports the stage's vxlan devices speak.
    let dissector: Dissector

    init(_ network: Network, _ stage: StagePlan, _ capture: Capture, keepsAll: Bool) {
        self.network = network
        self.stage = stage
        self.capture = capture
        self.keepsAll = keepsAll
        let links = stage.state.nodes.flatMap(\.links)
        dissector = Dissector(
            vxlanPorts: Set(links.compactMap(\.vxlanPort)).union([4789, 8472]),
            genevePorts: Set(links.compactMap(\.genevePort)).union([6081]))
    }

    /// What a check found, and the packets that were captured during and before it.
    struct Outcome {
        var findings: [Finding]
        var packets: [CapturedPacket]
    }

    func prove(_ check: Check) throws -> Outcome {
        let keeps = keepsAll || !check.links.isEmpty
        if keeps { capture.keep(true) }
        defer { if keeps, !keepsAll { capture.keep(false) } }
        return switch check {
        case .ping(let ping): try prove(ping)
        case .table(let table): Outcome(findings: try prove(table), packets: [])
        case .connection(let connection): try prove(connection)
        case .command(let command): try prove(command)
        }
    }

    private func prove(_ check: PingCheck) throws -> Outcome {
        let pinger = try Pinger(check, in: network)
        // What came before the probe is not the probe's.
        let before = settle()
        let result = try pinger.run()
        let packets = settle()
        let judge = SightingJudge(packets: packets, names: LinkNames(stage.state))
        var findings = [PingJudge(check: check, result: result).judge()] + check.sightings.map(judge.judge)
        if let first = findings.firstIndex(where: { $0.verdict == .failed }) {
            findings[first].details += ways(of: check, unanswered: result.replies < check.count)
        }
        return Outcome(findings: findings, packets: before + packets)
    }

    /// The way that the requests would take now, and if that leads there but answers are missing, the way back.
    private func ways(of check: PingCheck, unanswered: Bool) -> [Finding.Detail] {
        let headers = check.destination.family == .ipv4 ? 28 : 48
        return ways(from: check.node, to: check.destination, length: check.size + headers, unanswered: unanswered)
    }

    /// - Parameter length: of the packets with their IP header, in bytes
    func ways(from node: String, to destination: IPAddress, length: Int, unanswered: Bool) -> [Finding.Detail] {
        let tracer = PathTracer(network: network, state: stage.state)
        let there = tracer.way(from: node, to: destination, length: length)
        var details = there.lines.isEmpty ? [] : [Finding.Detail("the way", there.lines)]
        let source = (try? network.nodes[node]?.namespace.socket.route(to: destination))?.preferredSource
        if unanswered, let end = there.end, end != node, let source {
            let back = tracer.way(from: end, to: source, length: length)
            if !back.lines.isEmpty { details.append(.init("the way back", back.lines)) }
        }
        return details
    }

    /// The findings of a check that could not be tried.
    static func skipped(_ check: Check, because reason: String) -> [Finding] {
        switch check {
        case .ping(let ping):
            [Finding(.skipped(reason), ping.title, in: ping.node, at: ping.source)]
                + ping.sightings.map { SightingJudge.skipped($0, because: reason) }
        case .table(let table):
            table.lines.map { Finding(.skipped(reason), title(table, $0), in: table.node, at: $0.source) }
        case .connection(let connection): skipped(connection, because: reason)
        case .command(let command): skipped(command, because: reason)
        }
    }

    private static func title(_ check: TableCheck, _ line: TableCheck.Line) -> String {
        "\(check.node) has \(check.presence == .present ? "" : "no ")\(line.entry)"
    }

    /// Every packet so far, once none is on its way any more.
    func settle() -> [CapturedPacket] {
        capture.drain()
        return capture.take(dissector)
    }

    private func prove(_ check: TableCheck) throws -> [Finding] {
        let watcher = try TableWatcher(check, in: network)
        return zip(check.lines, try watcher.run()).map { line, isHeld in
            let absence = check.presence == .present ? "" : "no "
            let title = Self.title(check, line)
            guard !isHeld else { return Finding(.held, title, in: check.node, at: line.source) }
            let within = check.deadline > .zero ? " within \(Text.milliseconds(check.deadline))" : ""
            let nearest = watcher.nearest(to: line.entry)
            return Finding(
                .failed, title,
                details: [
                    .init("expected", ["\(absence)\(line.entry)\(within)"]),
                    .init("has", nearest.isEmpty ? ["nothing of the kind"] : nearest),
                ] + (watcher.obstacle(to: line.entry).map { [.init("but", [$0])] } ?? []), in: check.node, at: line.source)
        }
    }
}
