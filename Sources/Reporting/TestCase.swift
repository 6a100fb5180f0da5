import Findings

/// One line of a report that knows only tests: an expectation, or a lab that could not be run at all.
struct TestCase {
    enum Verdict {
        case passed
        case failed
        /// The lab was not run to its end: no expectation of its failed.
        case broken
        case skipped
    }

    /// `4 vxlan`: the stage; empty for a lab as a whole.
    var group: String
    /// Unlike any other of the lab.
    var name: String
    var verdict: Verdict
    /// In a line; empty where there is nothing to tell.
    var message: String
    var explanation: [String]
    var duration: Duration
    /// The finding behind it; `nil` for a lab as a whole.
    var finding: Finding?

    /// Those of a lab. CI systems throw tests of one name together, so a name that comes again gets a number.
    static func all(of lab: LabResult) -> [TestCase] {
        var uses: [String: Int] = [:]
        var cases: [TestCase] = []
        for stage in lab.stages {
            for finding in stage.findings {
                let group = "\(stage.number) \(stage.title)"
                let use = uses["\(group)\n\(finding.name)", default: 0] + 1
                uses["\(group)\n\(finding.name)"] = use
                cases.append(TestCase(finding, in: group, name: finding.name + (use == 1 ? "" : " (\(use))")))
            }
        }
        if let obstacle = lab.obstacle { cases.append(TestCase(lab, obstacle: obstacle)) }
        return cases
    }

    private init(_ finding: Finding, in group: String, name: String) {
        self.group = group
        self.name = name
        self.finding = finding
        duration = finding.duration
        switch finding.verdict {
        case .held: (verdict, message, explanation) = (.passed, "", [])
        case .failed: (verdict, message, explanation) = (.failed, finding.gist, finding.lines)
        case .skipped(let reason): (verdict, message, explanation) = (.skipped, reason, [])
        }
    }

    private init(_ lab: LabResult, obstacle: String) {
        group = ""
        name = "the lab runs to its end"
        switch lab.outcome {
        case .overran: verdict = .failed
        case .skipped: verdict = .skipped
        default: verdict = .broken
        }
        message = obstacle
        explanation = lab.messages
        duration = .zero
    }
}
