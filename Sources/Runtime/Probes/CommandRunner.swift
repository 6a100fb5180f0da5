import Glibc
import Namespaces
import Planning
import Serving
import Warren

/// Runs the program of a check in its node, to its end or to the deadline.
struct CommandRunner {
    enum Result {
        case ran(RunningCommand.Result)
        /// The machine has no such program.
        case missing(String)
    }

    private let check: CommandCheck
    private let namespace: NetworkNamespace
    private let services: Services

    init(_ check: CommandCheck, in network: Network) throws {
        guard let namespace = network.nodes[check.node]?.namespace else { throw SystemError("command", errno: ENOENT, check.node) }
        self.check = check
        self.namespace = namespace
        services = network.services
    }

    /// Starts it, and returns when it has begun.
    func start() throws -> RunningCommand {
        try services.startCommand(check.process, on: check.node, in: namespace, patience: check.deadline)
    }

    func run() throws -> Result {
        let running: RunningCommand
        do {
            running = try start()
        } catch let failure as NodeProcess.Failure where failure.errno == ENOENT {
            return .missing(failure.words)
        }
        defer { services.dismiss(running) }
        do { return .ran(try running.wait()) } catch {
            // Nobody waits for it any more.
            running.process.end()
            throw error
        }
    }
}
