import Planning
import Warren

/// What is to be proved on a network that stands at a stage.
struct Proof {
    let network: Network
    let stage: StagePlan
    let checks: [Check]
    /// Whether links forget first what they have learned.
    let forgets: Bool

    /// Proves it, and tells the caller each finding as it comes. Ends early if it is cancelled.
    func run(for caller: ControlConnection) {
        do {
            let report = StageReport(
                number: stage.number, title: stage.title, story: stage.story, steps: 0, buildTime: .zero, findings: [], drops: [:])
            try caller.send(ProveRequest.Message.news(.began(report, relayedLinks: network.relayedLinks)))
            let drops = try prove { try caller.send(ProveRequest.Message.news(.found($0))) }
            try caller.send(ProveRequest.Message.answer(.init(drops: drops)))
        } catch {
            // Nobody waits for it, or the lab ends: both are told by hanging up.
            if Poll.cancellation?.hasRung == true { return }
            caller.fail(error as? ControlFailure ?? ControlFailure(.machine, "warren: \(error)"))
        }
    }

    /// - Returns: packets that a capture lost, by link
    private func prove(_ tell: (Finding) throws -> Void) throws -> [LinkReference: Int] {
        let capture = try Capture()
        defer { capture.stop() }
        try capture.watch(network.capturePlaces(of: capturableLinks()))
        if forgets { for node in stage.state.nodes { try network.forgetLearned(by: Set(node.links.map(\.name)), of: node.name) } }
        let prover = Prover(network, stage, capture, keepsAll: false)
        for check in checks {
            let began = ContinuousClock.now
            var findings = try prover.prove(check).findings
            if !findings.isEmpty { findings[0].duration = ContinuousClock.now - began }
            for finding in findings { try tell(finding) }
        }
        _ = prover.settle()
        return capture.takeLost()
    }

    /// The links that expectations speak of, as they are now. On one that somebody has removed there is nothing to be seen.
    private func capturableLinks() throws -> [LinkReference] {
        let links = checks.reduce(into: Set()) { $0.formUnion($1.links) }
        return try Dictionary(grouping: links, by: \.node).flatMap { node, links in
            let present = try network.nodes[node]?.namespace.socket.links() ?? []
            network.learnIndexes(of: node, present)
            return links.filter { link in present.contains { $0.name == link.link } }
        }
    }
}
