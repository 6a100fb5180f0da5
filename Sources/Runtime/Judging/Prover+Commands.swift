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
        if case .missing(let reason) = result {
            var findings = Self.skipped(check, because: reason)
            findings[0].measure = reason
            return Outcome(findings: findings, packets: before + packets)
        }
        var findings = [Self.judge(check, result)] + check.sightings.map(judge.judge)
        if let first = findings.firstIndex(where: { $0.verdict == .failed }) { findings[first].details += network.services.lastWords.map { .init($0.program, $0.lines) } }
        return Outcome(findings: findings, packets: before + packets)
    }

    static func skipped(_ check: CommandCheck, because reason: String) -> [Finding] {
        [Finding(.skipped(reason), check.title, in: check.node, at: check.source)]
            + check.sightings.map { SightingJudge.skipped($0, because: reason) }
    }

    private static func judge(_ check: CommandCheck, _ result: CommandRunner.Result) -> Finding {
        var expected = if case .exits(let status) = check.outcome { "status \(status)" } else { "another status than 0" }
        if let printed = check.printed { expected += " and \(printed.quoted) in what it prints" }
        let (got, lines): (String, [String])
        switch result {
        case .ran(.ended(let status, let output, let last, let time)):
            let isStatus = if case .exits(let wanted) = check.outcome { status == wanted } else { status != 0 }
            if isStatus, check.printed.map({ output.contains($0) }) ?? true {
                return Finding(.held, check.title, measure: Text.milliseconds(time), in: check.node, at: check.source)
            }
            (got, lines) = ("status \(status)", last)
        case .ran(.tooLong(let last)): (got, lines) = ("no end within \(Text.milliseconds(check.deadline))", last)
        case .missing(let reason): (got, lines) = (reason, [])
        }
        return Finding(
            .failed, check.title,
            details: [.init("expected", [expected]), .init("got", [got]), .init("printed", lines.isEmpty ? ["nothing"] : lines)],
            in: check.node, at: check.source)
    }
}
