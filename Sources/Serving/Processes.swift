import Glibc
import Namespaces
import Planning

/// The programs that run in a network's nodes.
extension Services {
    /// Starts a program in a node, and returns when it is ready.
    package func start(_ planned: PlannedProcess, on node: String, in namespace: NetworkNamespace) throws {
        let path = logDirectory.map { "\($0)/\(node).\(planned.program).log" }
        let process = try launch(planned, in: namespace, logPath: path)
        do {
            try process.awaitReadiness()
        } catch {
            process.end()
            leaveLoop()
            throw error
        }
        processes[node, default: []].append(process)
    }

    /// Starts a program, whatever becomes of it.
    func launch(_ planned: PlannedProcess, in namespace: NetworkNamespace, logPath: String? = nil) throws -> NodeProcess {
        let process = try NodeProcess(planned, logPath: logPath)
        do {
            try process.start(in: namespace, hosts: names, on: try enterLoop())
        } catch {
            leaveLoop()
            throw error
        }
        return process
    }

    package func end(_ planned: PlannedProcess, on node: String) {
        guard let position = processes[node]?.firstIndex(where: { $0.planned == planned }) else { return }
        processes[node]?.remove(at: position).end()
        leaveLoop()
    }

    /// Ends all programs of a node, whose namespace they hold.
    func endAll(on node: String) {
        for process in processes.removeValue(forKey: node) ?? [] { process.end() }
        for process in commands.removeValue(forKey: node) ?? [] { process.end() }
    }

    /// Starts a program that is to end by itself, and is looked after until it is dismissed.
    ///
    /// - Parameter patience: how long it may run, from now on
    package func startCommand(
        _ planned: PlannedProcess, on node: String, in namespace: NetworkNamespace, patience: Duration
    ) throws -> RunningCommand {
        let started = ContinuousClock.now
        let process = try launch(planned, in: namespace)
        commands[node, default: []].append(process)
        return RunningCommand(process: process, node: node, deadline: Deadline(in: patience), started: started)
    }

    package func dismiss(_ command: RunningCommand) {
        commands[command.node]?.removeAll { $0 === command.process }
        leaveLoop()
    }

    /// The programs of a node that have not ended.
    package func runningProcesses(on node: String) -> [PlannedProcess] {
        (processes[node] ?? []).filter { $0.status == nil }.map(\.planned)
    }

    /// For a report of what failed: what each program of the lab has printed last, and its status if it ended.
    package var lastWords: [(node: String, program: String, lines: [String], status: Int?)] {
        processes.sorted { $0.key < $1.key }.flatMap { node, processes in
            processes.compactMap { process in
                let (lines, status) = (process.log.lines(6), process.status.map(Int.init))
                if lines.isEmpty, status == nil { return nil }
                return (node, process.planned.program, lines, status)
            }
        }
    }
}
