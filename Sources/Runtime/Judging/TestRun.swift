import Planning
import Warren

/// Builds a lab in this process, stage by stage, proves what each declares, and lets go of it.
///
///     let report = try TestRun(plan).run { print($0) }
///
/// or a stage at a time with ``next(_:)``, for who wants to look around in between.
public final class TestRun {
    /// What is told while the run goes on.
    public enum Event: Sendable {
        /// Before anything is done.
        case building(StagePlan, [Step])
        case built(StageReport)
        /// After each check, with the packets that passed the captured links meanwhile.
        case proved(Check, [CapturedPacket])
        case found(Finding)
    }

    /// What stands at the moment.
    public let network = Network()
    private let plan: Plan
    private let capture: Capture
    private let store: CaptureStore?
    private let started = ContinuousClock.now
    private var report: LabReport
    private var relayed: Set<LinkReference> = []

    /// - Parameter pcapDirectory: where to keep each stage's packets, of every link; `nil`: nowhere.
    public init(_ plan: Plan, pcapDirectory: String? = nil) throws {
        DescriptorLimit.raise()
        self.plan = plan
        report = LabReport(name: plan.name, nodes: 0, stages: [], relayedLinks: [], duration: .zero)
        capture = try Capture()
        store = try pcapDirectory.map { try CaptureStore(directory: $0, lab: plan.name) }
    }

    deinit { capture.stop() }

    /// Runs every stage that is left. Throws a ``StepFailure`` where the kernel refuses a step.
    public func run(_ tell: (Event) -> Void = { _ in }) throws -> LabReport {
        while try next(tell) != nil {}
        return finish()
    }

    /// Goes on to the next stage and proves it; `nil` when there is none left.
    public func next(_ tell: (Event) -> Void = { _ in }) throws -> StageReport? {
        let position = report.stages.count
        guard position < plan.stages.count else { return nil }
        let stage = plan.stages[position]
        let outcome = try run(stage, after: position == 0 ? nil : plan.stages[position - 1], tell)
        report.stages.append(outcome)
        report.nodes = max(report.nodes, stage.state.nodes.count)
        relayed.formUnion(network.relayedLinks)
        return outcome
    }

    /// What the run came to, once the captures are closed. The network stands until this object goes.
    public func finish() -> LabReport {
        capture.stop()
        report.relayedLinks = relayed.sorted { $0.description < $1.description }
        report.duration = ContinuousClock.now - started
        return report
    }

    private func run(_ stage: StagePlan, after previous: StagePlan?, _ tell: (Event) -> Void) throws -> StageReport {
        let steps = plan.steps(from: previous, to: stage)
        tell(.building(stage, steps))
        let started = ContinuousClock.now
        try network.apply(steps)
        try network.awaitLinks(of: Set(steps.map(\.node)).filter { stage.state[$0] != nil })
        var report = StageReport(
            number: stage.number, title: stage.title, story: stage.story, steps: steps.count,
            buildTime: ContinuousClock.now - started, findings: [], drops: [:])
        tell(.built(report))

        try capture.watch(network.capturePlaces(of: links(of: stage)))
        let prover = Prover(network, stage, capture)
        var packets: [CapturedPacket] = []
        for check in stage.checks {
            let outcome = try prover.prove(check)
            tell(.proved(check, outcome.packets))
            for finding in outcome.findings {
                tell(.found(finding))
                report.findings.append(finding)
            }
            if store != nil { packets += outcome.packets }
        }
        packets += prover.settle()
        report.drops = capture.drops
        try store?.write(stage, capture, packets: packets)
        return report
    }

    /// Those that an expectation speaks of; if the packets are kept, all.
    private func links(of stage: StagePlan) -> [LinkReference] {
        guard store != nil else { return Array(stage.checks.reduce(into: Set()) { $0.formUnion($1.links) }) }
        return stage.state.nodes.flatMap { node in
            node.namedLinks.filter(\.isUp).map { LinkReference(node: node.name, link: $0.name) }
        }
    }
}
