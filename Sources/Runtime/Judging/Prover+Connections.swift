import Findings
import Planning
import Warren

extension Prover {
    func prove(_ check: ConnectionCheck) throws -> Outcome {
        let connector = try Connector(check, in: network)
        // What came before the probe is not the probe's.
        let before = settle()
        let result = try connector.run()
        let packets = settle()
        let judge = SightingJudge(packets: packets, names: LinkNames(stage.state))
        var findings = ConnectionJudge(check: check, result: result).judge() + check.sightings.map(judge.judge)
        if let first = findings.firstIndex(where: { $0.verdict == .failed }) {
            // A segment or datagram without payload: what is too long for a link is another probe's matter.
            findings[first].evidence += ways(
                from: check.node, to: check.destination, length: 0, unanswered: result.answered < check.count)
            findings[first].evidence += programs
        }
        return Outcome(findings: findings, packets: before + packets)
    }

    static func skipped(_ check: ConnectionCheck, because reason: String) -> [Finding] {
        [Finding(.skipped(reason), ConnectionSubject(check), in: check.node, at: check.source)]
            + check.sightings.map { SightingJudge.skipped($0, because: reason) }
    }
}
