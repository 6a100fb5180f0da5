import Runtime

extension Finding {
    /// What a reader of a failure is told: each detail with its label, then the line of the lab.
    var explanation: [String] {
        let all = details + [Detail("at", ["\(source)"])]
        let column = (all.map(\.label.count).max() ?? 0) + 3
        return all.flatMap { detail in
            detail.lines.enumerated().map { position, line in
                let label = position == 0 ? detail.label : ""
                return label + String(repeating: " ", count: column - label.count) + line
            }
        }
    }

    /// The gist of a failure, in a line: `expected a reply from 10.9.0.2, got no answer`.
    var gist: String {
        if case .skipped(let reason) = verdict { return reason }
        let told = details.prefix { $0.label != "the way" }.prefix(2)
        let words = told.map { "\($0.label) \($0.lines.first ?? "")" }.joined(separator: ", ")
        return words.isEmpty ? title : words
    }
}

extension Duration {
    /// In seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
