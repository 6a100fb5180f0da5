import Warren

extension Run: ResolvableWord {
    package static let actions = [Action<Run>(.programs) { $0.declare($1) }]
}

extension Resolver {
    fileprivate mutating func declare(_ run: Run) {
        guard state.contains(run.node) else { return reportUnknownNode(run.node, at: run.source) }
        guard areSound(run.arguments, run.deadline, at: run.source) else { return }
        var process = PlannedProcess(arguments: run.arguments, patience: .milliseconds(run.deadline))
        if let ready = run.ready {
            guard let port = port(ready.port, at: run.source) else { return }
            process.ready = .init(transport: ready.transport, port: port)
            let taken = state[run.node]?.servers.first { $0.value.transport == ready.transport && $0.value.port == port }
            if let taken {
                return report("\(taken.value) of \(run.node) has a server already (line \(taken.source.line)), so \(process.program) cannot listen there", at: run.source)
            }
        }
        if let earlier = state[run.node]?.processes.first(where: { $0.value.arguments == process.arguments }) {
            return report("\(run.node) runs `\(process)` already (line \(earlier.source.line))", at: run.source)
        }
        let declared = Declared(process, at: run.source, because: process.reason(in: run.node))
        _ = state.update(run.node) { $0.processes.append(declared) }
    }

    /// Whether a program can be started with these arguments, and waited for so many milliseconds.
    mutating func areSound(_ arguments: [String], _ deadline: Double, at source: SourceLocation) -> Bool {
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
