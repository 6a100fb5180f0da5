import Planning

/// Whether an error says what went wrong: which step of which line, or which part of the machine.
struct ErrorWords {
    private let steps: [Step]

    init(_ steps: [Step]) { self.steps = steps }

    /// A step as it is told apart from others. Not by its line: what several stages ask for is tried at one of them.
    static func key(_ step: Step) -> String { "\(step.node): \(step.command)" }

    /// The steps that make no request which a kernel could refuse: what ends by closing a descriptor, and the relay's
    /// device with it.
    var refusable: [Step] {
        let relayed = Set(steps.filter { if case .createLink(let request) = $0.operation, case .ipip = request.kind { true } else { false } }.map(\.node))
        return steps.filter { step in
            switch step.operation {
            case .removeNamespace, .stopServing, .end: false
            case .deleteLink: !step.command.contains("tun") && !relayed.contains(step.node)
            default: true
            }
        }
    }

    /// The step that the error names.
    ///
    /// - Returns: `nil` for an error that is about no step
    /// - Throws: why the error is none that anybody understands
    func step(in line: String) throws -> String? {
        for step in steps where line.hasPrefix("\(step.source): error: ") && line.contains(" in \(step.node): ") {
            if case .setFirewall = step.operation { return Self.key(step) }
            if line.contains("`\(step.command)`") { return Self.key(step) }
        }
        // A statement of a firewall has a line of its own.
        if line.contains("`nft "), let step = steps.first(where: { if case .setFirewall = $0.operation { line.contains(" in \($0.node): ") } else { false } }) {
            return Self.key(step)
        }
        guard line.hasPrefix("warren: ") else { throw ChaosError("names no step of the plan: \(line)") }
        for word in ["CocoaError", "NSError", "Optional(", "userInfo", "rawValue"] where line.contains(word) {
            throw ChaosError("nobody can read it: \(line)")
        }
        return nil
    }
}
