import Findings
import Reporting
import Warren

/// Results that are the same at each run of the tests.
enum Sample {
    /// What nobody should write into a lab, and what a report must survive: markup, YAML, TAP's `#`, a terminal's
    /// escape sequence, a NUL, and a character that turns the direction of writing.
    static let hostile = "<b>\"&'\u{1b}[31m\u{0} # SKIP \\ ]]> --- \u{202e}\n..."

    /// Asks and answers whatever a test wants to see: a reporter knows no kind of subject or evidence.
    struct Said: SubjectKind {
        struct Heard: EvidenceKind {
            static let kind = "heard"
            var lines: [String]
        }

        static let kind = "said"
        var name: String
        var title: String
        var expected: String?

        func title(_ heard: Heard?, isHeld: Bool) -> String { title }
        func measure(_ heard: Heard, isHeld: Bool) -> String { isHeld ? "0.20 ms" : "" }
        func details(_ heard: Heard) -> [Finding.Detail] { [.init("got", heard.lines)] }
    }

    static func finding(
        _ verdict: Finding.Verdict, _ title: String, named name: String? = nil, expected: String? = nil, got: [String] = [], line: Int = 12
    ) -> Finding {
        var finding = Finding(
            verdict, Said(name: name ?? title, title: title, expected: expected), [Said.Heard(lines: got)], in: "red",
            at: SourceLocation(file: "labs/pair.swift", line: line))
        finding.duration = .microseconds(1500)
        return finding
    }

    static func stage(_ number: Int, _ title: String, skipped: String? = nil, _ findings: [Finding]) -> StageReport {
        StageReport(
            number: number, title: title, story: "", skipped: skipped, steps: 3, buildTime: .milliseconds(2),
            findings: findings, drops: [:])
    }

    static func lab(_ outcome: LabResult.Outcome, name: String? = "pair", _ stages: [StageReport], messages: [String] = []) -> LabResult {
        var lab = LabResult(file: "labs/pair.swift")
        for event in [LabEvent.planned(name: name ?? "", nodes: 2, stages: stages.count)] { lab.take(event) }
        lab.name = name
        for stage in stages { lab.take(.built(stage)) }
        for message in messages { lab.take(.message(message)) }
        lab.take(.ended(outcome))
        lab.duration = .milliseconds(1234)
        return lab
    }

    static func results(_ labs: [LabResult], status: Int32 = 0) -> TestResults {
        TestResults(labs: labs, started: "2026-11-21T04:36:43Z", duration: .milliseconds(1300), status: status, version: "0.1.0")
    }

    static let failure = finding(
        .failed, "red reaches blue",
        expected: "a reply from 10.9.0.2", got: ["no answer: \"silence\"", "at all"])

    /// A lab of each kind.
    static let mixed = results(
        [
            lab(.failed, [
                stage(1, "One", [finding(.held, "IP 10.9.0.1 > 10.9.0.2: ICMP echo request, id 7", named: "on blue:eth0: ICMP echo request")]),
                stage(2, "Two.b", [failure, finding(.held, "red reaches blue")]),
                stage(3, "Three", skipped: "no driver", [finding(.skipped("no driver"), "red has a tunnel")]),
            ]),
            lab(.wrong, name: nil, [], messages: ["labs/pair.swift:3: error: no such thing"]),
            lab(.overran, name: "slow", [stage(1, "One", [])], messages: ["labs/pair.swift: error: it took longer than 2.00 s"]),
        ], status: 2)

    /// A lab that says nothing without ``hostile`` in it.
    static let hostiles = results(
        [
            lab(.failed, name: "x\(hostile)", [
                stage(1, hostile, [
                    finding(.failed, hostile, got: [hostile, "word: \(hostile)"]),
                    finding(.skipped(hostile), hostile), finding(.held, hostile),
                ])
            ], messages: [hostile]),
            lab(.wrong, name: nil, [], messages: ["l.swift:1: error: \(hostile)"]),
        ], status: 2)
}
