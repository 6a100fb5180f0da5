import Planning
import Runtime
import Warren

/// Prints a test run as it goes: a line for each stage and each finding, and for what failed why.
struct TestPrinter {
    let plan: Plan
    /// As given on the command line, for the commands to look further.
    let file: String
    let terminal: Terminal
    /// The stage whose findings are shown.
    var stage: StageReport?

    init(_ plan: Plan, file: String, terminal: Terminal) {
        self.plan = plan
        self.file = file
        self.terminal = terminal
    }

    mutating func show(_ event: TestRun.Event) {
        switch event {
        case .built(let report):
            if stage == nil { header(report) }
            stage = report
            let left = "  \(report.number) \(report.title)"
            let right = report.skipped != nil ? "skipped" : report.number == 1 ? "" : "\(Text.count(report.steps, "step")), \(Text.milliseconds(report.buildTime))"
            say(terminal.line("  \(report.number) " + terminal.styled(report.title, .strong), width: left.count, right))
            if let reason = report.skipped { say("    " + terminal.styled(reason, .skipped)) }
        case .found(let finding):
            show(finding)
        case .building, .proved:
            break
        }
    }

    private func header(_ report: StageReport) {
        let nodes = plan.stages.map(\.state.nodes.count).max() ?? 0
        let facts = "\(Text.count(nodes, "node")), \(Text.count(plan.stages.count, "stage"))"
        let left = "\(plan.name)   \(facts)"
        say(terminal.line(terminal.styled(plan.name, .strong) + "   \(facts)", width: left.count, "built in \(Text.milliseconds(report.buildTime))"))
    }

    func show(_ finding: Finding) {
        let (mark, style): (String, Terminal.Style) =
            switch finding.verdict {
            case .held: ("✓", .held)
            case .failed: ("✗", .failed)
            case .skipped: ("–", .skipped)
            }
        say(terminal.line("    " + terminal.styled(mark, style) + " \(finding.title)", width: 6 + finding.title.count, finding.measure))
        guard finding.verdict == .failed else { return }
        let number = stage?.number ?? 1
        let further = "warren up \(file) --stage \(number) && warren shell \(plan.name) \(finding.node)"
        let details = finding.details + [.init("at", ["\(finding.source)"]), .init("look further", [further])]
        let column = (details.map(\.label.count).max() ?? 0) + 3
        for detail in details {
            for (position, line) in detail.lines.enumerated() {
                let label = position == 0 ? detail.label : ""
                say("        " + terminal.styled(label, .quiet) + String(repeating: " ", count: column - label.count) + line)
            }
        }
    }

    /// What a reader should know about how the lab ran.
    func notes(_ report: LabReport) {
        for (link, nodes) in Dictionary(grouping: report.relayedLinks, by: \.link).sorted(by: { $0.key < $1.key }) {
            let names = nodes.map(\.node).joined(separator: " and ")
            say(terminal.styled("  \(link) on \(names) ran by Warren's relay: this kernel has no ipip driver", .quiet))
        }
        for stage in report.stages {
            for (link, count) in stage.drops.sorted(by: { $0.key.description < $1.key.description }) {
                say(terminal.styled("  stage \(stage.number): the capture on \(link) lost \(Text.count(count, "packet"))", .skipped))
            }
        }
    }
}
