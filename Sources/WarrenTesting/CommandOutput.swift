/// How a program ended that was run in a node.
public struct CommandOutput: Sendable, Hashable {
    /// The exit status; 128 and the signal's number for a program that was killed by a signal.
    public var status: Int
    /// What it printed to standard output and standard error, in the order in which it came: the last 64 KiB of it.
    public var output: String
    /// From its start to its end.
    public var duration: Duration

    /// The output's lines, without empty ones.
    public var lines: [String] { output.split(whereSeparator: \.isNewline).map(String.init) }
}
