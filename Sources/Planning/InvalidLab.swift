import Warren

/// Something wrong in a lab file, with the line where it is wrong.
public struct Problem: Sendable, Hashable {
    public var source: SourceLocation
    /// What is wrong, what was expected and, where there is one, the fix: one line, no full stop.
    public var message: String

    public init(_ message: String, at source: SourceLocation) {
        self.message = message
        self.source = source
    }
}

extension Problem: CustomStringConvertible {
    /// `labs/vxlan.swift:12: error: …`, the form that editors and CI systems know how to follow.
    public var description: String { "\(source): error: \(message)" }
}

/// A lab that cannot be built as it is written. It has at least one problem.
public struct InvalidLab: Error, Sendable, Hashable {
    /// In the order of the file's lines.
    public var problems: [Problem]
}
