import Warren

/// Something wrong in a lab file, with the line where it is wrong.
package struct Problem: Sendable, Hashable {
    package var source: SourceLocation
    /// What is wrong, what was expected and, where there is one, the fix: one line, no full stop.
    package var message: String

    package init(_ message: String, at source: SourceLocation) {
        self.message = message
        self.source = source
    }
}

extension Problem: CustomStringConvertible {
    /// `labs/vxlan.swift:12: error: …`, the form that editors and CI systems know how to follow.
    package var description: String { "\(source): error: \(message)" }
}

/// A lab that cannot be built as it is written. It has at least one problem.
package struct InvalidLab: Error, Sendable, Hashable {
    /// In the order of the file's lines.
    package var problems: [Problem]

    /// What is told: of each line's problems the first three and how many more there are. A line in a loop may have
    /// thousands, of one and the same cause.
    package var lines: [String] {
        let most = 3
        var counts: [SourceLocation: Int] = [:]
        for problem in problems { counts[problem.source, default: 0] += 1 }
        var told: [SourceLocation: Int] = [:]
        return problems.flatMap { problem in
            told[problem.source, default: 0] += 1
            guard let number = told[problem.source], number <= most, let count = counts[problem.source] else { return [String]() }
            let rest = number == most ? count - most : 0
            return [problem.description] + (rest > 0 ? ["\(problem.source): note: and \(rest) more of this line"] : [])
        }
    }
}
