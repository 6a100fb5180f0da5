import Capturing
import Namespaces
import Findings
import Packets
import Planning
import Serving
import Warren

/// A lab that stands in this process at one of its stages, and is asked by code rather than by what it declares.
///
/// Letting go of it removes everything. Used by one thread at a time.
package final class LabSession {
    package let plan: Plan
    private let lab: Lab
    private var network = Network()
    private var captures: [Capture] = []
    /// What stands; `nil` after a step that the kernel refused.
    private var standing: (stage: StagePlan, names: ProbeResolver)?

    package init(_ lab: Lab) throws {
        DescriptorLimit.raise()
        self.lab = lab
        plan = try Plan(lab)
    }

    deinit { for capture in captures { capture.stop() } }

    /// Why nothing can be asked.
    package struct NothingStands: Error, CustomStringConvertible {
        package var description: String { "the lab does not stand: the last stage that was asked for could not be built" }
    }

    /// Goes on to a stage from the one that stands: removes what it does without, and adds what is new.
    package func go(to stage: StagePlan) throws {
        let former = standing?.stage
        standing = nil
        do {
            try network.reach(stage, by: plan.steps(from: former, to: stage))
        } catch {
            // What was built of it is let go of, and the next stage is built from nothing.
            network = Network()
            throw error
        }
        standing = (stage, ProbeResolver(lab, at: stage))
    }

    /// The stage that stands.
    package var stage: StagePlan { get throws { try here().stage } }

    /// The names of the stage that stands.
    package var names: ProbeResolver { get throws { try here().names } }

    private func here() throws -> (stage: StagePlan, names: ProbeResolver) {
        guard let standing else { throw NothingStands() }
        return standing
    }

    // MARK: Probes

    package func ping(_ ping: Ping) throws -> PingResult {
        guard case .ping(let check) = try here().names.checks(ping.lowered).first else { throw NothingStands() }
        return try Pinger(check, in: network).run()
    }

    /// What became of the one attempt of a probe; and for a reader, what was asked and what came of it.
    package func connect(_ probe: some ConnectionProbe) throws -> (answer: ConnectionResult.Answer, words: String) {
        guard case .connection(let check) = try here().names.checks(probe.lowered).first else { throw NothingStands() }
        let result = try Connector(check, in: network).run()
        let subject = ConnectionSubject(check)
        return (result.answers[0], "\(subject.name): \(subject.words(result.answers[0].told))")
    }

    /// Starts a program in a node. It is to be let go of by ``dismiss(_:)`` when it has ended.
    package func start(_ command: Warren.Command) throws -> RunningCommand {
        guard case .command(let check) = try here().names.checks(command.lowered).first else { throw NothingStands() }
        do {
            return try CommandRunner(check, in: network).start()
        } catch let failure as NodeProcess.Failure {
            throw RunningCommand.Failure(description: failure.words)
        }
    }

    package func dismiss(_ command: RunningCommand) {
        network.services.dismiss(command)
    }

    /// Proves what the probes declare, as a stage would; without any, what the stage that stands declares.
    package func prove(_ probes: [Element]? = nil) throws -> [Finding] {
        let (stage, names) = try here()
        let checks = try probes.map { try names.checks($0) } ?? stage.checks
        var findings: [Finding] = []
        _ = try Proof(network: network, stage: stage, checks: checks).prove { findings.append($0) }
        return findings
    }

    // MARK: Captures

    /// Takes packets on the links, from the moment that this returns until ``finish(_:)``.
    package func capture(on links: [LinkReference], at source: SourceLocation) throws -> Capture {
        try here().names.requireLinks(links, at: source)
        let capture = try Capture()
        do {
            try capture.watch(network.capturePlaces(of: links), wholly: true)
            capture.keep(true)
        } catch {
            capture.stop()
            throw error
        }
        captures.append(capture)
        return capture
    }

    /// The packets that the capture has taken, once none is on its way any more; and its end.
    package func finish(_ capture: Capture) throws -> [CapturedPacket] {
        defer {
            capture.stop()
            captures.removeAll { $0 === capture }
        }
        return try Prover(network, here().stage, capture, keepsAll: true).settle()
    }
}
