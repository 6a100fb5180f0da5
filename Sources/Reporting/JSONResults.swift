import Findings
import Warren

/// The form of docs/json.md. It is a promise, and so it is written down here rather than following from whatever the
/// runtime's own types are called: a field may be added, but one that goes or changes its meaning raises the format.
struct JSONResults: Encodable {
    var format = 2
    var warren: String
    var started: String
    var milliseconds: Double
    var status: Int32
    var runs: Int
    var summary: Summary
    var labs: [Lab]

    struct Summary: Encodable {
        var labs, stages, expectations, held, failed, skipped, notRun, overran: Int
    }

    struct Lab: Encodable {
        var file: String
        var name: String
        var run: Int
        var outcome: String
        var milliseconds: Double
        var machine: TestMachine?
        var nodes: Int
        var stages: [Stage]
        var messages: [String]
        var relayedLinks: [String]
        var artifacts: String?
    }

    struct Stage: Encodable {
        var number: Int
        var title: String
        var story: String
        var skipped: String?
        var steps: Int
        var buildMilliseconds: Double
        var expectations: [Expectation]
        var lostPackets: [String: Int]
    }

    struct Expectation: Encodable {
        var verdict: String
        var reason: String?
        var name: String
        var subject: Subject
        var evidence: [Evidence]
        var milliseconds: Double
        var node: String
        var file: String
        var line: Int
        var text: Text
    }

    /// The words of the other forms, for whoever only wants to show them.
    struct Text: Encodable {
        var title: String
        var measure: String
        var details: [String]
    }
}

extension JSONResults {
    init(_ results: TestResults) {
        warren = results.version
        started = results.started
        milliseconds = results.duration.rounded
        status = results.status
        runs = results.wantedRuns
        let stages = results.labs.map(\.stages.count).reduce(0, +)
        summary = Summary(
            labs: results.labs.count, stages: stages, expectations: results.held + results.failed + results.skipped,
            held: results.held, failed: results.failed, skipped: results.skipped, notRun: results.notRun,
            overran: results.overran)
        labs = results.labs.map(Lab.init)
    }
}

extension JSONResults.Lab {
    init(_ lab: LabResult) {
        self.init(
            file: lab.file, name: lab.title, run: lab.run, outcome: lab.outcome.rawValue,
            milliseconds: lab.duration.rounded, machine: lab.machine, nodes: lab.nodes,
            stages: lab.stages.map { JSONResults.Stage($0, lost: lab.lostPackets[$0.number] ?? [:]) },
            messages: lab.messages, relayedLinks: lab.relayedLinks.map(\.description), artifacts: lab.artifacts)
    }
}

extension JSONResults.Stage {
    init(_ stage: StageReport, lost: [LinkReference: Int]) {
        self.init(
            number: stage.number, title: stage.title, story: stage.story, skipped: stage.skipped, steps: stage.steps,
            buildMilliseconds: stage.buildTime.rounded, expectations: stage.findings.map(JSONResults.Expectation.init),
            lostPackets: Dictionary(uniqueKeysWithValues: lost.map { ($0.key.description, $0.value) }))
    }
}

extension JSONResults.Expectation {
    init(_ finding: Finding) {
        var reason: String?
        let verdict: String
        switch finding.verdict {
        case .held: verdict = "held"
        case .failed: verdict = "failed"
        case .skipped(let why):
            verdict = "skipped"
            reason = why
        }
        self.init(
            verdict: verdict, reason: reason, name: finding.name, subject: finding.subject,
            evidence: finding.evidence, milliseconds: finding.duration.rounded, node: finding.node,
            file: finding.source.file, line: finding.source.line,
            text: .init(
                title: finding.title, measure: finding.measure,
                details: finding.explanation().map { $0.label + $0.gap + $0.line }))
    }
}

extension Duration {
    /// In milliseconds, to the microsecond.
    fileprivate var rounded: Double { (seconds * 1e6).rounded() / 1e3 }
}
