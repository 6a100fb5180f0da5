import Glibc
import Namespaces
import Planning
import Warren

/// A lab that runs in this process: what was last wanted of it, the network, and how to bring it elsewhere.
final class RunningLab: KeptLab {
    private let network = Network()
    private var lab: ReadLab
    private let read: ReadLab.Reader
    private var stage: StagePlan
    /// What it runs as.
    let name: String
    private let directory: StateDirectory
    /// When it came up, in seconds since 1970.
    private let since = Int(time(nil))
    private(set) var buildTime = Duration.zero

    /// Builds the lab at a stage.
    ///
    /// - Parameters:
    ///   - state: where its names and what its programs print are kept
    ///   - read: reads what it is to become
    init(_ lab: ReadLab, stage: StagePlan, name: String, in state: StateDirectory, reading read: @escaping ReadLab.Reader) throws {
        self.lab = lab
        self.read = read
        self.stage = stage
        self.name = name
        directory = state
        let started = ContinuousClock.now
        try carryOut(lab.plan.steps(to: stage), towards: stage.state)
        buildTime = .now - started
    }

    /// What is written down of it.
    var record: LabRecord {
        var nodes: [String: Int32] = [:]
        for node in network.nodeNames { nodes[node] = network.descriptor(of: node) }
        return LabRecord(
            name: name, file: lab.plan.source.file, stage: stage.number, stageTitle: stage.title, process: getpid(),
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

    // MARK: What is asked

    func answer(_ request: ControlRequest, to caller: ControlConnection) -> (@Sendable () -> Void)? {
        do {
            switch request {
            case .describe: try caller.send(DescribeRequest.Message.answer(.init(lab: lab.lab, stage: stage.number)))
            case .change(let request): try caller.send(ChangeRequest.Message.answer(change(request)))
            case .prove(let request):
                // Nothing else uses the network until the proof has ended.
                nonisolated(unsafe) let proof = try proof(request)
                return { proof.run(for: caller) }
            }
        } catch let error as SystemError where error.call == "send" {
            // Nobody waits for it any more.
        } catch {
            caller.fail(ControlFailure(error))
        }
        return nil
    }

    private func change(_ request: ChangeRequest) throws -> ChangeRequest.Answer {
        do {
            // What is wanted and what there is take about as long to find out.
            var outcome: Result<Aim, any Error>?
            let observed = Result { try observe { outcome = Result { try self.aim(of: request) } } }
            let aim = try (outcome ?? Result { try self.aim(of: request) }).get()
            let (lab, goal) = (aim.lab, aim.goal)
            let changes = try observed.get().steps(to: goal.state, removingBecause: Self.reason).map { step in
                Change(step: step, isDrift: !aim.intended.contains(Deed(node: step.node, operation: step.operation)))
            }
            var answer = ChangeRequest.Answer(
                changes: changes.map { .init($0.step, isDrift: $0.isDrift) },
                stage: goal.number, stageTitle: goal.title, record: record, nanoseconds: 0)
            guard request.applies else { return answer }
            let started = ContinuousClock.now
            try apply(changes, lab: lab, stage: goal)
            answer.record = record
            answer.nanoseconds = (ContinuousClock.now - started).nanoseconds
            return answer
        } catch let failure as ControlFailure {
            throw failure
        } catch {
            var failure = ControlFailure(error)
            failure.message += "\nwarren: \(name) is as it was"
            throw failure
        }
    }

    /// What a request wants, with what would bring what was last made there: what else differs is drift.
    private typealias Aim = (lab: ReadLab, goal: StagePlan, intended: Set<Deed>)

    private func aim(of request: ChangeRequest) throws -> Aim {
        // What the file says is mostly what it said.
        let isKnown = request.lab.map { $0 == self.lab.written } ?? true
        let lab = isKnown ? self.lab : try request.lab.map(read) ?? self.lab
        let goal = try self.goal(of: request, in: lab.plan)
        if isKnown, goal.number == stage.number { return (lab, goal, []) }
        let steps = stage.state.steps(to: goal.state, removingBecause: Self.reason)
        return (lab, goal, Set(steps.map { Deed(node: $0.node, operation: $0.operation) }))
    }

    private func goal(of request: ChangeRequest, in plan: Plan) throws(ControlFailure) -> StagePlan {
        if let wanted = request.stage { return try known(wanted, in: plan, of: request.lab?.file ?? name) }
        return plan.stages.first { $0.number == stage.number } ?? plan.stages[plan.stages.count - 1]
    }

    private func known(_ wanted: String, in plan: Plan, of lab: String) throws(ControlFailure) -> StagePlan {
        if let stage = plan.stage(named: wanted) { return stage }
        let stages = plan.stages.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
        throw ControlFailure(.words, "\(lab) has no stage \"\(wanted)\"; it has \(stages)")
    }

    private func proof(_ request: ProveRequest) throws -> Proof {
        if let wanted = try request.stage.map({ try known($0, in: lab.plan, of: name) }), wanted.number != stage.number {
            let way = "warren apply \(name) --stage \(wanted.number) brings it there"
            throw ControlFailure(
                .lab, "warren: \(name) is at \(Self.words(stage)), not at \(Self.words(wanted)); \(way)")
        }
        do {
            let checks = try request.probes.map { try ProbeResolver(lab.lab, at: stage).checks($0) } ?? stage.checks
            return Proof(network: network, stage: stage, checks: checks, forgets: request.forgets)
        } catch let error as InvalidLab where request.probes != nil {
            throw ControlFailure(.lab, error.problems.map { "warren: \($0.message)" }.joined(separator: "\n"))
        }
    }

    private static func words(_ stage: StagePlan) -> String { "stage \(stage.number), \(stage.title)" }

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
    /// - Throws: why it is not there, with whether it is as it was.
    private func apply(_ changes: [Change], lab: ReadLab, stage goal: StagePlan) throws(ControlFailure) {
        let former = (lab: self.lab, stage: stage)
        do {
            try carryOut(changes.map(\.step), towards: goal.state)
            (self.lab, stage) = (lab, goal)
            try directory.publish(record)
        } catch {
            var failure = ControlFailure(error)
            (self.lab, stage) = former
            do {
                // What was there before counts, drift and all: but only the lab's own part of it can be made again.
                let way = try observe(goal.state).steps(to: stage.state, removingBecause: "going back")
                try carryOut(way, towards: stage.state)
                try directory.publish(record)
                failure.message += "\nwarren: \(name) is as it was"
            } catch {
                failure.message += """
                    \nand going back failed as well: \(error)
                    warren: \(name) is neither as it was nor as it should be; warren down \(name) ends it
                    """
            }
            throw failure
        }
    }

    /// What really runs.
    ///
    /// - Parameters:
    ///   - also: names nodes that a failed change may have begun
    ///   - meanwhile: what this thread does while others read
    private func observe(_ also: NetworkState? = nil, meanwhile: () -> Void = {}) throws -> NetworkState {
        var known = stage.state
        if let also { known = known.adding(also) }
        return try network.observation(of: known, attempted: also, meanwhile: meanwhile)
    }

    private func carryOut(_ steps: [Step], towards state: NetworkState) throws {
        network.useNames(state.hostsFile, path: directory.hostsPath(of: name), logDirectory: directory.directory(of: name))
        try directory.writeHosts(state.hostsFile, of: name)
        try network.apply(steps)
        try network.awaitReadiness(of: Set(steps.map(\.node)).filter { state[$0] != nil })
    }
}
