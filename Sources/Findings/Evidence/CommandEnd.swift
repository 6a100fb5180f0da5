/// What became of a program that was to end by itself.
public struct CommandEnd: EvidenceKind {
    public static let kind = "commandEnd"

    /// As a shell tells it: 128 and the signal's number for one that was killed; `nil` if it did not end in time.
    public var status: Int?
    /// How long it took; `nil` if it did not end in time.
    public var time: Milliseconds?
    /// The last lines that it printed.
    public var lines: [String]
    /// Why it did not start, where the machine has no such program.
    public var missing: String?

    package init(status: Int? = nil, time: Duration? = nil, lines: [String] = [], missing: String? = nil) {
        self.status = status
        self.time = time.map(Milliseconds.init)
        self.lines = lines
        self.missing = missing
    }
}
