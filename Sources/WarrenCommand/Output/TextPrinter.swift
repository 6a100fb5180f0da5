import Findings
import Reporting

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
            show(report, isBuilt: !lab.isKept && report.number > 1)
        case .found(let finding): findings(lab).show(finding, stage: stage?.number ?? 1)
        case .message(let line): complain(VisibleText.of(line, keepingNewlines: true))
        case .artifacts: break
        case .finished: findings(lab).notes(relayedLinks: lab.relayedLinks, lostPackets: lab.lostPackets)
        case .ended:
            if let artifacts = lab.artifacts { write(terminal.styled("  what failed is written down in \(VisibleText.of(artifacts))", .quiet)) }
            (stage, isBegun) = (nil, false)
        }
    }

    private func findings(_ lab: LabResult) -> FindingPrinter {
        FindingPrinter(lab: lab.title, file: lab.isKept ? nil : lab.typed, terminal: terminal, write: write)
    }

    private func header(_ report: StageReport, _ lab: LabResult, _ runs: Int) {
        let facts = "\(Text.count(lab.nodes, "node")), \(Text.count(lab.plannedStages, "stage"))" + (runs > 1 ? ", run \(lab.run) of \(runs)" : "")
            + (lab.machine.map { ", " + VisibleText.of($0.description) } ?? "")
        let left = "\(lab.title)   \(facts)"
        let right = lab.isKept ? "running" : "built in \(Text.milliseconds(report.buildTime))"
        write(terminal.line(terminal.styled(lab.title, .strong) + "   \(facts)", width: left.count, right))
    }

    private func show(_ report: StageReport, isBuilt: Bool) {
        let title = VisibleText.of(report.title)
        let left = "  \(report.number) \(title)"
        let steps = "\(Text.count(report.steps, "step")), \(Text.milliseconds(report.buildTime))"
        let right = report.skipped != nil ? "skipped" : isBuilt ? steps : ""
        write(terminal.line("  \(report.number) " + terminal.styled(title, .strong), width: left.count, right))
        if let reason = report.skipped { write("    " + terminal.styled(VisibleText.of(reason), .skipped)) }
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
        let kernels = KernelTable(results)
        if !kernels.rows.isEmpty { for line in Columns.align(kernels.rows) + [""] { write(line.isEmpty ? "" : "  " + line) } }
        write(terminal.line(text, width: width, "in \(Text.milliseconds(results.duration))"))
        guard results.wantedRuns > 1, let last = results.labs.last else { return }
        write(results.status == 0 ? "all of \(results.wantedRuns) runs held" : "run \(last.run) of \(results.wantedRuns) is the first that did not hold")
    }
}
