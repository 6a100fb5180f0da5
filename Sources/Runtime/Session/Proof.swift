import Capturing
import Findings
import Planning
import Warren

/// What is to be proved on a network that stands at a stage.
struct Proof {
    let network: Network
    let stage: StagePlan
    let checks: [Check]
    /// Whether links forget first what they have learned.
    var forgets = false

    /// Proves it, check after check, and tells each finding as it comes.
    ///
    /// - Returns: packets that a capture lost, by link
    func prove(_ tell: (Finding) throws -> Void) throws -> [LinkReference: Int] {
        let capture = try Capture()
        defer { capture.stop() }
        try capture.watch(network.capturePlaces(of: capturableLinks()))
        for node in stage.state.nodes where forgets {
            try network.forgetLearned(by: Set(node.links.map(\.name)), of: node.name)
        }
        let prover = Prover(network, stage, capture, keepsAll: false)
        for check in checks {
            try Task.checkCancellation()
            let began = ContinuousClock.now
            var findings = try prover.prove(check).findings
            if !findings.isEmpty { findings[0].duration = ContinuousClock.now - began }
            for finding in findings { try tell(finding) }
        }
        _ = prover.settle()
        return capture.takeLost()
    }

    /// The links that expectations speak of, as they are now. On one that was removed there is nothing to be seen.
    private func capturableLinks() throws -> [LinkReference] {
        let links = checks.reduce(into: Set()) { $0.formUnion($1.links) }
        return try Dictionary(grouping: links, by: \.node).flatMap { node, links in
            let present = try network.nodes[node]?.namespace.socket.links() ?? []
            network.learnIndexes(of: node, Network.indexes(of: present))
            return links.filter { link in present.contains { $0.name == link.link } }
        }
    }
}
