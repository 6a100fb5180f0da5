import Reporting
import Runtime

/// Prints what is told of labs for people: a line for each stage and each finding, and for what failed why.
final class TextPrinter {
    private let terminal: Terminal
    private let write: (String) -> Void
    /// For what is about the lab rather than found in it.
    private let complain: (String) -> Void
    private var stage: StageReport?
    private var isBegun = false

    init(terminal: Terminal, write: @escaping (String) -> Void, complain: @escaping (String) -> Void) {
        self.terminal = terminal
        self.write = write
        self.complain = complain
    }

    /// - Parameters:
    ///   - lab: what is known of it so far
    ///   - runs: how often each lab is to be run
    ///   - isFirst: whether no lab was shown before it
    func show(_ event: LabEvent, of lab: LabResult, runs: Int, isFirst: Bool) {
        if !isBegun, !isFirst { write("") }
        isBegun = true
        switch event {
        case .planned: break
        case .built(let report):
            if stage == nil { header(report, lab, runs) }
            stage = report
            show(report)
        case .found(let finding): show(finding, lab)
        case .message(let line): complain(VisibleText.of(line, keepingNewlines: true))
        case .artifacts: break
        case .finished: notes(lab)
        case .ended:
            if let artifacts = lab.artifacts { write(terminal.styled("  what failed is written down in \(VisibleText.of(artifacts))", .quiet)) }
            (stage, isBegun) = (nil, false)
        }
    }

    private func header(_ report: StageReport, _ lab: LabResult, _ runs: Int) {
        let facts = "\(Text.count(lab.nodes, "node")), \(Text.count(lab.plannedStages, "stage"))" + (runs > 1 ? ", run \(lab.run) of \(runs)" : "")
        let left = "\(lab.title)   \(facts)"
        write(terminal.line(terminal.styled(lab.title, .strong) + "   \(facts)", width: left.count, "built in \(Text.milliseconds(report.buildTime))"))
    }

    private func show(_ report: StageReport) {
        let title = VisibleText.of(report.title)
        let left = "  \(report.number) \(title)"
        let right = report.skipped != nil ? "skipped" : report.number == 1 ? "" : "\(Text.count(report.steps, "step")), \(Text.milliseconds(report.buildTime))"
        write(terminal.line("  \(report.number) " + terminal.styled(title, .strong), width: left.count, right))
        if let reason = report.skipped { write("    " + terminal.styled(VisibleText.of(reason), .skipped)) }
    }

    private func show(_ finding: Finding, _ lab: LabResult) {
        let (mark, style): (String, Terminal.Style) =
            switch finding.verdict {
            case .held: ("✓", .held)
            case .failed: ("✗", .failed)
            case .skipped: ("–", .skipped)
            }
        let title = VisibleText.of(finding.title)
        write(terminal.line("    " + terminal.styled(mark, style) + " \(title)", width: 6 + title.count, VisibleText.of(finding.measure)))
        guard finding.verdict == .failed else { return }
        let further = "warren up \(lab.file) --stage \(stage?.number ?? 1) && warren shell \(lab.title) \(finding.node)"
        let details = finding.details + [.init("at", ["\(finding.source)"]), .init("look further", [further])]
        let column = (details.map(\.label.count).max() ?? 0) + 3
        for detail in details {
            for (position, line) in detail.lines.enumerated() {
                let label = position == 0 ? detail.label : ""
                write("        " + terminal.styled(label, .quiet) + String(repeating: " ", count: column - label.count) + VisibleText.of(line))
            }
        }
    }

    /// What a reader should know about how the lab ran.
    private func notes(_ lab: LabResult) {
        let relayed = lab.relayedLinks.map { $0.split(separator: ":", maxSplits: 1).map(String.init) }.filter { $0.count == 2 }
        for (link, nodes) in Dictionary(grouping: relayed, by: { $0[1] }).sorted(by: { $0.key < $1.key }) {
            let names = nodes.map { $0[0] }.joined(separator: " and ")
            write(terminal.styled("  \(link) on \(names) ran by Warren's relay: this kernel has no ipip driver", .quiet))
        }
        for (number, links) in lab.lostPackets.sorted(by: { $0.key < $1.key }) {
            for (link, count) in links.sorted(by: { $0.key < $1.key }) {
                write(terminal.styled("  stage \(number): the capture on \(link) lost \(Text.count(count, "packet"))", .skipped))
            }
        }
    }

    /// The last line: what all came to.
    func summary(_ results: TestResults) {
        let expectations = results.held + results.failed + results.skipped
        var text = "\(Text.count(results.labs.count, "lab")), \(Text.count(results.labs.map(\.stages.count).reduce(0, +), "stage")), \(Text.count(expectations, "expectation")): "
        var width = text.count
        let parts: [(Int, String, Terminal.Style)] = [
            (results.held, "held", .held), (results.failed, "failed", .failed), (results.skipped, "skipped", .skipped),
            (results.overran, "overran", .failed), (results.notRun, "not run", .failed),
        ]
        let shown = parts.enumerated().filter { $0.offset == 0 || $0.element.0 > 0 }.map(\.element)
        width += shown.map { "\($0.0) \($0.1)" }.joined(separator: ", ").count
        text += shown.map { terminal.styled("\($0.0) \($0.1)", $0.0 > 0 ? $0.2 : .quiet) }.joined(separator: ", ")
        write("")
        write(terminal.line(text, width: width, "in \(Text.milliseconds(results.duration))"))
        guard results.wantedRuns > 1, let last = results.labs.last else { return }
        write(results.status == 0 ? "all of \(results.wantedRuns) runs held" : "run \(last.run) of \(results.wantedRuns) is the first that did not hold")
    }
}
