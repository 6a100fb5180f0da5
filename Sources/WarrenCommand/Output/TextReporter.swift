import Reporting

/// The text of the terminal as a document: told anew from the results, without colour.
struct TextReporter: Reporter {
    func document(_ results: TestResults) -> String {
        var lines: [String] = []
        let tell = { (text: String) in lines.append(VisibleText.of(text, keepingNewlines: true)) }
        let printer = TextPrinter(terminal: Terminal(descriptor: -1), write: tell, complain: tell)
        for (position, lab) in results.labs.enumerated() {
            for event in lab.events { printer.show(event, of: lab, runs: results.wantedRuns, isFirst: position == 0) }
        }
        printer.summary(results)
        return lines.joined(separator: "\n") + "\n"
    }
}

extension LabResult {
    /// What must have been told of the lab.
    fileprivate var events: [LabEvent] {
        stages.flatMap { [.built($0)] + $0.findings.map(LabEvent.found) } + messages.map(LabEvent.message)
            + [.finished(relayedLinks: relayedLinks, lostPackets: lostPackets), .ended(outcome)]
    }
}
