import Addresses
import Capturing
import Findings
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
            findings[first].evidence += ways(of: check, unanswered: result.replies < check.count)
        }
        return Outcome(findings: findings, packets: before + packets)
    }

    /// The way that the requests would take now, and if that leads there but answers are missing, the way back.
    private func ways(of check: PingCheck, unanswered: Bool) -> [Evidence] {
        let headers = check.destination.family == .ipv4 ? 28 : 48
        return ways(from: check.node, to: check.destination, length: check.size + headers, unanswered: unanswered)
    }

    /// - Parameter length: of the packets with their IP header, in bytes
    func ways(from node: String, to destination: IPAddress, length: Int, unanswered: Bool) -> [Evidence] {
        let tracer = PathTracer(network: network, state: stage.state)
        let there = tracer.way(from: node, to: destination, length: length)
        var ways = [there]
        let source = (try? network.nodes[node]?.namespace.socket.route(to: destination))?.preferredSource
        if unanswered, let end = there.end, end != node, let source {
            ways.append(tracer.way(from: end, to: source, length: length, isBack: true))
        }
        return ways.filter { !$0.isEmpty }.map { Evidence($0) }
    }

    /// The findings of a check that could not be tried.
    static func skipped(_ check: Check, because reason: String) -> [Finding] {
        switch check {
        case .ping(let ping):
            [Finding(.skipped(reason), PingSubject(ping), in: ping.node, at: ping.source)]
                + ping.sightings.map { SightingJudge.skipped($0, because: reason) }
        case .table(let table):
            table.lines.map { Finding(.skipped(reason), EntrySubject(table, $0), in: table.node, at: $0.source) }
        case .connection(let connection): skipped(connection, because: reason)
        case .command(let command): skipped(command, because: reason)
        }
    }

    /// Every packet so far, once none is on its way any more.
    func settle() -> [CapturedPacket] {
        capture.drain()
        return capture.take(dissector)
    }
}
