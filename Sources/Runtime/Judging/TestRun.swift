import Capturing
import Namespaces
import Findings
import Planning
import Warren

/// Builds a lab in this process, stage by stage, proves what each declares, and lets go of it.
///
///     let report = try TestRun(plan).run { print($0) }
///
/// or a stage at a time with ``next(_:)``, for who wants to look around in between.
package final class TestRun {
    /// What is told while the run goes on.
    package enum Event: Sendable {
        /// Before anything is done.
        case building(StagePlan, [Step])
        case built(StageReport)
        /// After each check, with the packets that passed the captured links meanwhile.
        case proved(Check, [CapturedPacket])
        case found(Finding)
    }

    /// What stands at the moment.
    package private(set) var network = Network()
    private let plan: Plan
    /// The stage that stands; `nil` before the first, and after one that this machine could not build.
    private var standing: StagePlan?
    private let capture: Capture
    private let store: CaptureStore?
    /// The stages to prove, in their order.
    private let stages: [StagePlan]
    /// Whether each stage is built from nothing rather than from the one before.
    private let buildsAnew: Bool
    /// Whether the packets of every link are taken, not only of those that an expectation speaks of.
    private let takesAll: Bool
    private let started = ContinuousClock.now
    private var report: LabReport
    private var relayed: Set<LinkReference> = []

    /// - Parameters:
    ///   - stages: those to prove, each built straight from nothing; `nil`: all, one from the other
    ///   - pcapDirectory: where to keep each stage's packets, of every link; `nil`: nowhere
    ///   - keepsPackets: whether a ``FailedStage`` is to have the packets of every link
    package init(_ plan: Plan, stages: [StagePlan]? = nil, pcapDirectory: String? = nil, keepsPackets: Bool = false) throws {
        self.stages = stages ?? plan.stages
        buildsAnew = stages != nil
        takesAll = keepsPackets || pcapDirectory != nil
        DescriptorLimit.raise()
        self.plan = plan
        report = LabReport(name: plan.name)
        capture = try Capture()
        store = try pcapDirectory.map { try CaptureStore(directory: $0, lab: plan.name) }
    }

    deinit { capture.stop() }

    /// Runs every stage that is left. Throws a ``StepFailure`` where the kernel refuses a step.
    ///
    /// - Parameter look: is given each stage in which an expectation failed, while its network still stands
    package func run(lookingInto look: (FailedStage) -> Void = { _ in }, _ tell: (Event) -> Void = { _ in }) throws -> LabReport {
        while try next(lookingInto: look, tell) != nil {}
        return finish()
    }

    /// Goes on to the next stage and proves it; `nil` when there is none left. A stage that this machine cannot
    /// build is skipped.
    package func next(lookingInto look: (FailedStage) -> Void = { _ in }, _ tell: (Event) -> Void = { _ in }) throws -> StageReport? {
        guard report.stages.count < stages.count else { return nil }
        let stage = stages[report.stages.count]
        if buildsAnew, standing != nil { try letGo() }
        report.nodes = max(report.nodes, stage.state.nodes.count)
        do {
            report.stages.append(try run(stage, after: standing, look, tell))
            relayed.formUnion(network.relayedLinks)
            standing = stage
        } catch let failure as StepFailure where failure.isMachineLimit {
            report.stages.append(skip(stage, because: failure.limit, tell))
            // What was built of it is let go of, and the next stage is built from nothing.
            try letGo()
        }
        return report.stages.last
    }

    /// What the run came to, once the captures are closed. The network stands until this object goes.
    package func finish() -> LabReport {
        capture.stop()
        report.relayedLinks = relayed.sorted { $0.description < $1.description }
        report.duration = ContinuousClock.now - started
        return report
    }

    private func letGo() throws {
        try capture.watch([])
        network = Network()
        standing = nil
    }

    private func run(
        _ stage: StagePlan, after previous: StagePlan?, _ look: (FailedStage) -> Void, _ tell: (Event) -> Void
    ) throws -> StageReport {
        let steps = plan.steps(from: previous, to: stage)
        tell(.building(stage, steps))
        let started = ContinuousClock.now
        try network.reach(stage, by: steps)
        var report = StageReport(
            number: stage.number, title: stage.title, story: stage.story, steps: steps.count,
            buildTime: ContinuousClock.now - started, findings: [], drops: [:])
        tell(.built(report))

        try capture.watch(network.capturePlaces(of: links(of: stage)), wholly: takesAll)
        if takesAll { capture.keep(true) }
        let prover = Prover(network, stage, capture, keepsAll: takesAll)
        var packets: [CapturedPacket] = []
        for check in stage.checks {
            let began = ContinuousClock.now
            var outcome = try prover.prove(check)
            if !outcome.findings.isEmpty { outcome.findings[0].duration = ContinuousClock.now - began }
            tell(.proved(check, outcome.packets))
            for finding in outcome.findings {
                tell(.found(finding))
                report.findings.append(finding)
            }
            if takesAll { packets += outcome.packets }
        }
        packets += prover.settle()
        report.drops = capture.takeLost()
        try store?.write(stage, capture, packets: packets)
        if report.findings.contains(where: { $0.verdict == .failed }) {
            look(FailedStage(plan: plan, stage: stage, report: report, network: network, capture: capture, packets: packets))
        }
        return report
    }

    private func skip(_ stage: StagePlan, because reason: String, _ tell: (Event) -> Void) -> StageReport {
        var report = StageReport(
            number: stage.number, title: stage.title, story: stage.story, skipped: reason, steps: 0, buildTime: .zero,
            findings: [], drops: [:])
        tell(.built(report))
        report.findings = stage.checks.flatMap { Prover.skipped($0, because: reason) }
        for finding in report.findings { tell(.found(finding)) }
        return report
    }

    /// Those that an expectation speaks of; if the packets are kept, all.
    private func links(of stage: StagePlan) -> [LinkReference] {
        guard takesAll else { return Array(stage.checks.reduce(into: Set()) { $0.formUnion($1.links) }) }
        return stage.state.nodes.flatMap { node in
            node.namedLinks.filter(\.isUp).map { LinkReference(node: node.name, link: $0.name) }
        }
    }
}
