import Glibc
import Namespaces
import Planning
import Warren

/// A lab that runs in this process: what was last wanted of it, the network, and how to bring it elsewhere.
final class RunningLab: KeptLab {
    private let network = Network()
    private(set) var plan: Plan
    private(set) var stage: StagePlan
    /// What it runs as.
    let name: String
    private let directory: StateDirectory
    /// When it came up, in seconds since 1970.
    private let since = Int(time(nil))
    private(set) var buildTime = Duration.zero

    /// Builds the lab at a stage.
    ///
    /// - Parameter state: where its names and what its programs print are kept
    init(_ plan: Plan, stage: StagePlan, name: String, in state: StateDirectory) throws {
        self.plan = plan
        self.stage = stage
        self.name = name
        directory = state
        let started = ContinuousClock.now
        try carryOut(plan.steps(to: stage), towards: stage.state)
        buildTime = .now - started
    }

    /// What is written down of it.
    var record: LabRecord {
        var nodes: [String: Int32] = [:]
        for node in network.nodeNames { nodes[node] = network.descriptor(of: node) }
        return LabRecord(
            name: name, file: plan.source.file, stage: stage.number, stageTitle: stage.title, process: getpid(),
            since: since, nodes: nodes, relayedLinks: network.relayedLinks.map(\.description), relays: relays, servers: servers)
    }

    private var servers: [String: [String: String]] {
        stage.state.nodes.filter { !$0.servers.isEmpty }.reduce(into: [:]) { servers, node in
            servers[node.name] = Dictionary(node.servers.map { ($0.value.description, $0.value.kind) }) { $1 }
        }
    }

    private var relays: [String: LabRecord.Relay] {
        network.relayedLinks.reduce(into: [:]) { relays, link in
            guard case .request(.ipip(let tunnel)) = stage.state[link.node]?[link: link.link]?.origin else { return }
            relays[link.description] = LabRecord.Relay(
                local: tunnel.local?.description, remote: tunnel.remote?.description, ttl: tunnel.ttl)
        }
    }

    func answer(_ request: ControlRequest) -> ControlReply {
        var reply = ControlReply(changes: [], failure: nil, record: record, nanoseconds: 0)
        do {
            let plan = try Plan(request.lab)
            guard let goal = plan.stages.first(where: { $0.number == request.stage }) else {
                throw StateDirectory.Failure.noSuchStage(request.stage)
            }
            let changes = try changes(to: goal)
            reply.changes = changes.map { .init($0.step, isDrift: $0.isDrift) }
            guard request.applies else { return reply }
            let started = ContinuousClock.now
            reply.failure = apply(changes, plan: plan, stage: goal)
            reply.record = record
            reply.nanoseconds = (ContinuousClock.now - started).nanoseconds
        } catch {
            reply.failure = .init(message: ControlReply.Failure.words(of: error), isUndone: true)
        }
        return reply
    }

    /// What would have to change for the network to be as a stage wants it: compared is what really runs.
    func changes(to goal: StagePlan) throws -> [Change] {
        let running = try observe()
        // What only differs from what was last made is drift; the rest is what the file now says otherwise.
        let intended = Set(stage.state.steps(to: goal.state, removingBecause: Self.reason).map { Deed(node: $0.node, operation: $0.operation) })
        return running.steps(to: goal.state, removingBecause: Self.reason).map { step in
            Change(step: step, isDrift: !intended.contains(Deed(node: step.node, operation: step.operation)))
        }
    }

    func rest() { network.rest() }

    struct Change {
        var step: Step
        var isDrift: Bool
    }

    private struct Deed: Hashable {
        var node: String
        var operation: Planning.Operation
    }

    private static let reason = "the lab does without it"

    /// Brings the network to a stage of a plan, changing only what differs, and writes down that it is there. If a
    /// step is refused, or nothing can be written, goes back.
    ///
    /// - Returns: why it failed, with whether it is as it was; `nil` if it is there.
    func apply(_ changes: [Change], plan: Plan, stage goal: StagePlan) -> ControlReply.Failure? {
        let former = (plan: self.plan, stage: stage)
        do {
            try carryOut(changes.map(\.step), towards: goal.state)
            (self.plan, stage) = (plan, goal)
            try directory.publish(record)
            return nil
        } catch {
            let message = ControlReply.Failure.words(of: error), isMachineLimit = (error as? StepFailure)?.isMachineLimit ?? false
            (self.plan, stage) = former
            do {
                // What was there before counts, drift and all: but only the lab's own part of it can be made again.
                let way = try observe(goal.state).steps(to: stage.state, removingBecause: "going back")
                try carryOut(way, towards: stage.state)
                try directory.publish(record)
                return .init(message: message, isUndone: true, isMachineLimit: isMachineLimit)
            } catch {
                return .init(message: "\(message)\nand going back failed as well: \(error)", isUndone: false)
            }
        }
    }

    /// What really runs; `also` names nodes that a failed change may have begun.
    private func observe(_ also: NetworkState? = nil) throws -> NetworkState {
        var known = stage.state
        if let also { known = known.adding(also) }
        return Observation.state(expected: known, attempted: also, tables: try network.tables(for: known))
    }

    private func carryOut(_ steps: [Step], towards state: NetworkState) throws {
        network.useNames(state.hostsFile, path: directory.hostsPath(of: name), logDirectory: directory.directory(of: name))
        try directory.writeHosts(state.hostsFile, of: name)
        try network.apply(steps)
        try network.awaitReadiness(of: Set(steps.map(\.node)).filter { state[$0] != nil })
    }
}
