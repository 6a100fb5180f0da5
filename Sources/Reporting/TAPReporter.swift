/// The Test Anything Protocol, version 13 (testanything.org), with a YAML block for what failed.
package struct TAPReporter: Reporter {
    package init() {}

    package func document(_ results: TestResults) -> String {
        let labs = results.labs.map { (lab: $0, cases: TestCase.all(of: $0)) }
        let count = labs.map(\.cases.count).reduce(0, +)
        var lines = ["TAP version 13", count == 0 ? "1..0 # SKIP no lab expects anything" : "1..\(count)"]
        var number = 0
        for (lab, cases) in labs {
            let run = results.wantedRuns > 1 ? ", run \(lab.run) of \(results.wantedRuns)" : ""
            lines.append("# " + VisibleText.of("\(lab.title) (\(lab.file)\(run))" + (lab.machine.map { " " + $0.description } ?? "")))
            for test in cases {
                number += 1
                lines += self.lines(number, test, lab)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ number: Int, _ test: TestCase, _ lab: LabResult) -> [String] {
        let words = [lab.title, test.group, test.name].filter { !$0.isEmpty }.joined(separator: ": ")
        let line = "\(number) - \(Self.description(words))"
        switch test.verdict {
        case .passed: return ["ok \(line)"]
        case .skipped: return ["ok \(line) # SKIP \(Self.description(test.message))"]
        case .failed, .broken: return ["not ok \(line)"] + diagnostics(test, lab)
        }
    }

    /// A `#` begins a directive, so it is escaped, and so is the character that escapes it.
    private static func description(_ text: String) -> String {
        VisibleText.of(text).map { $0 == "#" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }

    private func diagnostics(_ test: TestCase, _ lab: LabResult) -> [String] {
        var lines = ["  ---", "  message: \(Self.scalar(test.message))", "  severity: \(test.verdict == .broken ? "error" : "fail")"]
        if let finding = test.finding {
            lines += ["  title: \(Self.scalar(finding.title))", "  at:", "    file: \(Self.scalar(finding.source.file))", "    line: \(finding.source.line)"]
            for detail in finding.details { lines.append("  \(Self.scalar(detail.label)): \(Self.scalar(detail.lines))") }
        } else if !test.explanation.isEmpty {
            lines.append("  messages: \(Self.scalar(test.explanation))")
        }
        if let artifacts = lab.artifacts { lines.append("  artifacts: \(Self.scalar(artifacts))") }
        return lines + ["  ..."]
    }

    private static func scalar(_ text: String) -> String { scalar([text]) }

    /// Lines as one double-quoted scalar of YAML. With quotes, nothing in it can be taken for a number, a comment or
    /// an indicator. Lists would be nicer, but Perl's TAP::Parser takes an item that has `word: ` in it for a mapping.
    private static func scalar(_ lines: [String]) -> String {
        var result = ""
        for (position, line) in lines.enumerated() {
            if position > 0 { result += "\\n" }
            for scalar in VisibleText.of(line, keepingNewlines: true).unicodeScalars {
                switch scalar {
                case "\"": result += "\\\""
                case "\\": result += "\\\\"
                case "\n": result += "\\n"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return "\"\(result)\""
    }
}
