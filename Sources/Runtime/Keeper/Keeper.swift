import Glibc
import Planning
import Warren

/// The process that holds a lab after `warren up`: it builds it, tells that it stands, and waits for a signal.
///
/// Everything of the lab is held by this process's descriptors. However it ends, the kernel removes the
/// network; when it ends in good order, the names go too.
public struct Keeper {
    private let plan: Plan
    private let stage: StagePlan
    private let name: String
    private let state: StateDirectory

    public init(_ plan: Plan, stage: StagePlan, name: String, state: StateDirectory = StateDirectory()) {
        self.plan = plan
        self.stage = stage
        self.name = name
        self.state = state
    }

    /// Builds the lab, calls `ready`, answers requests, and returns when SIGTERM, SIGINT or SIGHUP asks it to end.
    public func run(ready: (LabRecord, Duration) throws -> Void) throws {
        let signals = try TerminationSignals()
        DescriptorLimit.raise()
        state.sweep()
        let claim = try state.claim(name)
        defer {
            state.forget(name)
            _ = claim
        }
        let started = ContinuousClock.now
        let lab = try RunningLab(plan, stage: stage, name: name, in: state)
        let duration = ContinuousClock.now - started
        let control = try ControlSocket(listeningAt: state.controlPath(of: name))
        try state.publish(lab.record)
        try ready(lab.record, duration)

        while true {
            let ready = try Poll.ready([signals.number, control.number], until: nil)
            if ready.contains(0) { return }
            control.serve { answer($0, lab) }
        }
    }

    private func answer(_ request: ControlRequest, _ lab: RunningLab) -> ControlReply {
        var reply = ControlReply(changes: [], failure: nil, record: lab.record, nanoseconds: 0)
        do {
            let plan = try Plan(request.lab)
            guard let goal = plan.stages.first(where: { $0.number == request.stage }) else {
                throw StateDirectory.Failure.noSuchStage(request.stage)
            }
            let changes = try lab.changes(to: goal)
            reply.changes = changes.map { .init($0.step, isDrift: $0.isDrift) }
            guard request.applies else { return reply }
            let started = ContinuousClock.now
            reply.failure = lab.apply(changes, plan: plan, stage: goal)
            reply.record = lab.record
            reply.nanoseconds = (ContinuousClock.now - started).nanoseconds
        } catch {
            reply.failure = .init(message: ControlReply.Failure.words(of: error), isUndone: true)
        }
        return reply
    }
}
