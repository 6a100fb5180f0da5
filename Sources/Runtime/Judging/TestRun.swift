import Netlink
import Packets
import Planning
import Warren

/// Builds a lab in this process, stage by stage, proves what each declares, and lets go of it.
public final class TestRun {
    /// What is told while the run goes on.
    public enum Event: Sendable {
        case built(StageReport)
        case found(Finding)
    }

    private let plan: Plan
    private let captureLinks: ((StagePlan) -> [LinkReference])?
    private let network = Network()
    private let capture: Capture
    private let store: CaptureStore?

    /// - Parameter pcapDirectory: where to keep each stage's packets, of every link; `nil`: nowhere.
    public init(_ plan: Plan, pcapDirectory: String? = nil) throws {
        self.plan = plan
        captureLinks = pcapDirectory == nil ? nil : { $0.state.nodes.flatMap { node in node.namedLinks.map { LinkReference(node: node.name, link: $0.name) } } }
        capture = try Capture()
        store = try pcapDirectory.map { try CaptureStore(directory: $0, lab: plan.name) }
    }

    /// Runs every stage. Throws a ``StepFailure`` where the kernel refuses a step.
    public func run(_ tell: (Event) -> Void = { _ in }) throws -> LabReport {
        defer { capture.stop() }
        let started = ContinuousClock.now
        var reports: [StageReport] = []
        var previous: StagePlan?
        var nodes = 0
        for stage in plan.stages {
            reports.append(try run(stage, after: previous, tell))
            nodes = max(nodes, stage.state.nodes.count)
            previous = stage
            relayed.formUnion(network.relayedLinks)
        }
        return LabReport(
            name: plan.name, nodes: nodes, stages: reports, relayedLinks: relayed.sorted { $0.description < $1.description },
            duration: ContinuousClock.now - started)
    }

    private var relayed: Set<LinkReference> = []

    private func run(_ stage: StagePlan, after previous: StagePlan?, _ tell: (Event) -> Void) throws -> StageReport {
        let steps = plan.steps(from: previous, to: stage)
        let started = ContinuousClock.now
        try network.apply(steps)
        try network.awaitLinks(of: Set(steps.map(\.node)).filter { stage.state[$0] != nil })
        var report = StageReport(
            number: stage.number, title: stage.title, story: stage.story, steps: steps.count,
            buildTime: ContinuousClock.now - started, findings: [], drops: [:])
        tell(.built(report))

        let links = captureLinks?(stage) ?? Array(Set(stage.checks.flatMap(\.links))).sorted { $0.description < $1.description }
        try capture.watch(links, in: network)
        for check in stage.checks {
            for finding in try prove(check, stage) {
                tell(.found(finding))
                report.findings.append(finding)
            }
        }
        capture.drain()
        report.drops = capture.drops
        keep(capture.take())
        try store?.write(stage, capture, packets: kept)
        kept = []
        return report
    }

    /// The packets of the stage so far, for the file.
    private var kept: [CapturedPacket] = []

    private func prove(_ check: Check, _ stage: StagePlan) throws -> [Finding] {
        switch check {
        case .ping(let ping): try prove(ping, stage)
        case .table(let table): try prove(table)
        }
    }

    private func prove(_ check: PingCheck, _ stage: StagePlan) throws -> [Finding] {
        let pinger = try Pinger(check, in: network)
        // What came before the probe is not the probe's.
        capture.drain()
        keep(capture.take())
        let result = try pinger.run()
        capture.drain()
        let packets = capture.take()
        keep(packets)
        var findings = [PingJudge(check: check, result: result).judge()]
        let judge = SightingJudge(packets: packets)
        findings += check.sightings.map(judge.judge)
        if findings.contains(where: { $0.verdict == .failed }) {
            let way = PathTracer(network: network, state: stage.state).lines(from: check.node, to: check.destination)
            if let first = findings.firstIndex(where: { $0.verdict == .failed }), !way.isEmpty {
                findings[first].details.append(.init("the way", way))
            }
        }
        return findings
    }

    private func keep(_ packets: [CapturedPacket]) {
        if store != nil { kept += packets }
    }

    private func prove(_ check: TableCheck) throws -> [Finding] {
        let watcher = try TableWatcher(check, in: network)
        return zip(check.lines, try watcher.run()).map { line, isHeld in
            let title = "\(check.node) has \(check.presence == .present ? "" : "no ")\(line.entry)"
            guard !isHeld else { return Finding(.held, title, at: line.source) }
            let within = check.deadline > .zero ? " within \(Text.milliseconds(check.deadline))" : ""
            let nearest = watcher.nearest(to: line.entry)
            return Finding(
                .failed, title,
                details: [
                    .init("expected", ["\(check.presence == .present ? "" : "no ")\(line.entry)\(within)"]),
                    .init("has", nearest.isEmpty ? ["nothing of the kind"] : nearest),
                ], at: line.source)
        }
    }
}
