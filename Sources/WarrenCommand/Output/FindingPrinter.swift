import Findings
import Reporting
import Warren

/// Prints what was found in a lab, a line for each finding, and for what failed why.
struct FindingPrinter {
    /// The lab's name, for the commands to look further.
    let lab: String
    /// As given on the command line, for the same; `nil`: the lab runs already.
    let file: String?
    let terminal: Terminal
    var write: (String) -> Void = { say($0) }

    func show(_ finding: Finding, stage: Int) {
        let (mark, style): (String, Terminal.Style) =
            switch finding.verdict {
            case .held: ("✓", .held)
            case .failed: ("✗", .failed)
            case .skipped: ("–", .skipped)
            }
        let title = VisibleText.of(finding.title)
        write(terminal.line("    " + terminal.styled(mark, style) + " \(title)", width: 6 + title.count, VisibleText.of(finding.measure)))
        guard finding.verdict == .failed else { return }
        let up = file.map { "warren up \($0) --stage \(stage) && " } ?? ""
        let further = up + "warren shell \(lab) \(finding.node)"
        // Without a line is what was asked on the command line.
        let place = finding.source.line > 0 ? [Finding.Detail("at", ["\(finding.source)"])] : []
        for line in finding.explanation(and: place + [.init("look further", [further])]) {
            write("        " + terminal.styled(line.label, .quiet) + line.gap + VisibleText.of(line.line))
        }
    }

    /// What a reader should know about how the lab ran.
    ///
    /// - Parameter lostPackets: by the stage's number and the link
    func notes(relayedLinks: [LinkReference], lostPackets: [Int: [LinkReference: Int]]) {
        for (link, ends) in Dictionary(grouping: relayedLinks, by: \.link).sorted(by: { $0.key < $1.key }) {
            let names = ends.map(\.node).joined(separator: " and ")
            write(terminal.styled("  \(link) on \(names) ran by Warren's relay: this kernel has no ipip driver", .quiet))
        }
        for (number, links) in lostPackets.sorted(by: { $0.key < $1.key }) {
            for (link, count) in links.sorted(by: { $0.key.description < $1.key.description }) {
                write(terminal.styled("  stage \(number): the capture on \(link) lost \(Text.count(count, "packet"))", .skipped))
            }
        }
    }
}
