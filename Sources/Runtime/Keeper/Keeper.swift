import FoundationEssentials
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

    /// Builds the lab, calls `ready`, and returns when SIGTERM, SIGINT or SIGHUP asks it to end.
    public func run(ready: (LabRecord, Duration) throws -> Void) throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        // Blocked before anything is there to clean up, so that none is lost.
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        DescriptorLimit.raise()
        state.sweep()
        let claim = try state.claim(name)
        defer {
            state.forget(name)
            _ = claim
        }
        let started = ContinuousClock.now
        let network = Network()
        let steps = plan.steps(to: stage)
        try network.apply(steps)
        try network.awaitLinks(of: Set(steps.map(\.node)))
        let duration = ContinuousClock.now - started
        var nodes: [String: Int32] = [:]
        for node in network.nodeNames { nodes[node] = network.descriptor(of: node) }
        let record = LabRecord(
            name: name, file: plan.source.file, stage: stage.number, stageTitle: stage.title, process: getpid(),
            since: Int(time(nil)), nodes: nodes, relayedLinks: network.relayedLinks.map(\.description))
        try state.publish(record)
        try ready(record, duration)

        var received: Int32 = 0
        while sigwait(&signals, &received) != 0 {}
        withExtendedLifetime(network) {}
    }
}
