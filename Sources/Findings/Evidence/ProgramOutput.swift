/// What a program of the lab has printed last, and how it ended if it did.
public struct ProgramOutput: EvidenceKind {
    public static let kind = "programOutput"
    public static let isBackground = true

    public var node: String
    /// Its name without the directory.
    public var program: String
    public var lines: [String]
    /// As a shell tells it; `nil` while it runs.
    public var status: Int?

    package init(node: String, program: String, lines: [String], status: Int?) {
        self.node = node
        self.program = program
        self.lines = lines
        self.status = status
    }

    public var details: [Finding.Detail] {
        [.init("\(program) of \(node)", lines + (status.map { ["ended with status \($0)"] } ?? []))]
    }
}
