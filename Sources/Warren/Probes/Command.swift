/// A program that runs in a node, and what must come of it.
///
///     Command(from: podA, "curl", "-s", "http://pod-b:8080/").succeeds(printing: "hello")
///     Command(from: podA, "nc", "-z", "pod-b", "9").exits(1)
///
/// Expected to end with status 0 unless something else is said. It sees the lab's names in /etc/hosts; it runs
/// with Warren's own privileges and sees the machine's files. Where the machine has no such program, the
/// expectation is skipped.
public struct Command: Probe, LabWord {
    /// What becomes of the program.
    public enum Outcome: Sendable, Hashable, Codable {
        /// It ends with this status.
        case exits(Int)
        /// It ends with another status than 0, or by a signal.
        case fails
    }

    /// The node's name.
    public var from: String
    /// The program, which is looked for as a shell does, and its arguments.
    public var arguments: [String]
    /// How long it may take, in milliseconds.
    public var deadline: Double
    /// What must become of the program.
    public var outcome: Outcome
    /// What must be somewhere in what it prints, to either stream; `nil`: anything.
    public var printed: String?
    /// What must be seen on the wire meanwhile, and what must not.
    public var sightings: [Sighting]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A program that runs in a node, and ends by itself.
    ///
    /// - Parameters:
    ///   - program: looked for as a shell does
    ///   - deadline: how long it may take
    public init(
        from node: some Node, _ program: String, _ arguments: String..., within deadline: Duration = .seconds(10),
        file: String = #filePath, line: Int = #line
    ) {
        self.from = node.name
        self.arguments = [program] + arguments
        self.deadline = deadline.milliseconds
        self.outcome = .exits(0)
        self.printed = nil
        self.sightings = []
        self.source = SourceLocation(file: file, line: line)
    }

    /// Expects status 0, and if given this text somewhere in what is printed.
    public func succeeds(printing text: String? = nil) -> Command { exits(0, printing: text) }

    /// Expects this status, and if given this text somewhere in what is printed.
    public func exits(_ status: Int, printing text: String? = nil) -> Command {
        var copy = self
        copy.outcome = .exits(status)
        copy.printed = text
        return copy
    }

    /// Expects any end but success, and if given this text somewhere in what is printed.
    public func fails(printing text: String? = nil) -> Command {
        var copy = self
        copy.outcome = .fails
        copy.printed = text
        return copy
    }

    public static let keyword = "command"
    public var references: [Reference] { [.node(from)] }
}
