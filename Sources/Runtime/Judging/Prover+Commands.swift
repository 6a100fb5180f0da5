import Findings
import Planning
import Warren

extension Prover {
    func prove(_ check: CommandCheck) throws -> Outcome {
        let runner = try CommandRunner(check, in: network)
        // What came before the probe is not the probe's.
        let before = settle()
        let result = try runner.run()
        let packets = settle()
        let judge = SightingJudge(packets: packets, names: LinkNames(stage.state))
        var findings: [Finding]
        switch result {
        case .missing(let reason):
            findings = Self.skipped(check, because: reason)
            findings[0].evidence = [Evidence(CommandEnd(missing: reason))]
        case .ran(let result):
            findings = [CommandJudge(check: check, result: result).judge()] + check.sightings.map(judge.judge)
        }
        if let first = findings.firstIndex(where: { $0.verdict == .failed }) { findings[first].evidence += programs }
        return Outcome(findings: findings, packets: before + packets)
    }

    /// What the lab's programs have printed last.
    var programs: [Evidence] {
        network.services.lastWords.map {
            Evidence(ProgramOutput(node: $0.node, program: $0.program, lines: $0.lines, status: $0.status))
        }
    }

    static func skipped(_ check: CommandCheck, because reason: String) -> [Finding] {
        [Finding(.skipped(reason), CommandSubject(check), in: check.node, at: check.source)]
            + check.sightings.map { SightingJudge.skipped($0, because: reason) }
    }
}
