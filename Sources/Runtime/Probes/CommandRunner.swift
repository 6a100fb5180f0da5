import Glibc
import Planning
import Warren

/// Runs the program of a check in its node, to its end or to the deadline.
struct CommandRunner {
    enum Result {
        /// With its status, as a shell tells it, and what it printed.
        case ended(Int, output: String, lines: [String], Duration)
        /// It was killed when the time was up.
        case tooLong(lines: [String])
        /// The machine has no such program.
        case missing(String)
    }

    private let check: CommandCheck
    private let namespace: Namespace
    private let services: Services

    init(_ check: CommandCheck, in network: Network) throws {
        guard let namespace = network.nodes[check.node]?.namespace else { throw SystemError("command", errno: ENOENT, check.node) }
        self.check = check
        self.namespace = namespace
        services = network.services
    }

    func run() throws -> Result {
        let started = ContinuousClock.now
        let process: NodeProcess
        do {
            process = try services.launch(check.process, in: namespace)
        } catch let failure as NodeProcess.Failure where failure.errno == ENOENT {
            return .missing(failure.words)
        }
        defer { services.leaveLoop() }
        if try process.awaitEnd(until: Deadline(in: check.deadline)), let status = process.status {
            return .ended(Int(status), output: process.log.text, lines: process.log.lines(12), ContinuousClock.now - started)
        }
        process.end()
        return .tooLong(lines: process.log.lines(12))
    }
}
