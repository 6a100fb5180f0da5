import Findings

extension Finding {
    /// What a reader of a failure is told: each detail with its label, then the line of the lab.
    var lines: [String] {
        explanation(and: [Detail("at", ["\(source)"])]).map { $0.label + $0.gap + $0.line }
    }
}

extension Duration {
    /// In seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
