import Warren

extension Resolver {
    mutating func declareProcesses() {
        for case .run(let run) in elements {
            guard state.contains(run.node) else {
                reportUnknownNode(run.node, at: run.source)
                continue
            }
            guard areSound(run.arguments, run.deadline, at: run.source) else { continue }
            var process = PlannedProcess(arguments: run.arguments, patience: .milliseconds(run.deadline))
            if let ready = run.ready {
                guard let port = port(ready.port, at: run.source) else { continue }
                process.ready = .init(transport: ready.transport, port: port)
                let taken = state[run.node]?.servers.first { $0.value.transport == ready.transport && $0.value.port == port }
                if let taken {
                    report("\(taken.value) of \(run.node) has a server already (line \(taken.source.line)), so \(process.program) cannot listen there", at: run.source)
                    continue
                }
            }
            if let earlier = state[run.node]?.processes.first(where: { $0.value.arguments == process.arguments }) {
                report("\(run.node) runs `\(process)` already (line \(earlier.source.line))", at: run.source)
                continue
            }
            let declared = Declared(process, at: run.source, because: process.reason(in: run.node))
            _ = state.update(run.node) { $0.processes.append(declared) }
        }
    }

    mutating func resolve(_ command: Warren.Command) -> CommandCheck? {
        guard state.contains(command.from) else {
            reportUnknownNode(command.from, at: command.source)
            return nil
        }
        guard areSound(command.arguments, command.deadline, at: command.source) else { return nil }
        if case .exits(let status) = command.outcome { check(status, in: 0...255, "the exit status", at: command.source) }
        return CommandCheck(
            node: command.from, process: PlannedProcess(arguments: command.arguments), deadline: .milliseconds(command.deadline),
            outcome: command.outcome, printed: command.printed, sightings: command.sightings.compactMap { resolve($0) },
            source: command.source)
    }

    private mutating func areSound(_ arguments: [String], _ deadline: Double, at source: SourceLocation) -> Bool {
        if arguments.first?.isEmpty ?? true {
            report("the program has no name", at: source)
        } else if arguments.contains(where: { $0.utf8.contains(0) }) {
            report("an argument has a zero byte in it, which no program can be given", at: source)
        } else if !(1...3_600_000).contains(deadline) {
            report("the time to wait is outside of 1 ms to one hour", at: source)
        } else {
            return true
        }
        return false
    }
}
