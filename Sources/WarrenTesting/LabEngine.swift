import Capturing
import Runtime
import Serving
import Warren

/// A lab that stands, on a queue of its own: what it is asked takes system calls that wait, which the threads that
/// all tasks share must not do.
actor LabEngine {
    private let queue = QueueExecutor(label: "warren.lab")
    private var session: LabSession?

    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    func build(_ lab: Lab, at name: String?) throws {
        if let obstacle = Machine.obstacle(probing: true) { throw LabError(.machineCannot, obstacle, at: lab.source) }
        do {
            let session = try LabSession(lab)
            self.session = session
            try go(to: name, at: lab.source)
        } catch {
            throw LabError.of(error)
        }
    }

    /// Lets go of the lab. From then on everything that it is asked is an error.
    func end() { session = nil }

    /// - Parameter name: a title or a number; `nil`: the first stage
    func go(to name: String?, at source: SourceLocation) throws {
        try ask { session in
            guard let name else { return try session.go(to: session.plan.stages[0]) }
            guard let stage = session.plan.stage(named: name) else {
                let known = session.plan.stages.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
                throw LabError(.labIsWrong, "the lab \(session.plan.name) has no stage \"\(name)\"; it has \(known)", at: source)
            }
            try session.go(to: stage)
        }
    }

    /// Asks the lab something, unless the task that wants to know is cancelled.
    func ask<Value>(_ question: (LabSession) throws -> sending Value) throws -> sending Value {
        try Task.checkCancellation()
        guard let session else {
            throw LabError(kind: .nothingStands, lines: ["the lab was let go of when withLab ended"])
        }
        do {
            return try question(session)
        } catch {
            throw LabError.of(error)
        }
    }

    func dismiss(_ command: RunningCommand) { session?.dismiss(command) }

    /// Ends a capture, whatever became of the task that began it; no packets if the lab is gone.
    func finish(_ capture: Capture) throws -> [CapturedPacket] {
        do { return try session?.finish(capture) ?? [] } catch { throw LabError.of(error) }
    }
}
