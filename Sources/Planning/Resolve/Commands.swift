import Warren

extension Warren.Command: ResolvableWord {
    package static let actions = [Action<Warren.Command>(proof: { $0.resolve($1) })]
}

extension Resolver {
    fileprivate mutating func resolve(_ command: Warren.Command) -> Check? {
        guard state.contains(command.from) else {
            reportUnknownNode(command.from, at: command.source)
            return nil
        }
        guard areSound(command.arguments, command.deadline, at: command.source) else { return nil }
        if case .exits(let status) = command.outcome { check(status, in: 0...255, "the exit status", at: command.source) }
        return .command(
            CommandCheck(
                node: command.from, process: PlannedProcess(arguments: command.arguments), deadline: .milliseconds(command.deadline),
                outcome: command.outcome, printed: command.printed, sightings: command.sightings.compactMap { resolve($0) },
                source: command.source))
    }
}
