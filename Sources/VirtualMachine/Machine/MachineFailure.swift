/// Why there is no virtual machine, or none any more.
public struct MachineFailure: Error, Sendable, CustomStringConvertible {
    /// In a line, with the remedy where there is one.
    public var reason: String
    /// The last lines that QEMU or the guest's kernel wrote.
    public var console: [String]

    public init(_ reason: String, console: [String] = []) {
        self.reason = reason
        self.console = console
    }

    /// The reason, and the console's last lines below it.
    public var description: String {
        console.isEmpty ? reason : ([reason + "; the last lines of its console:"] + console.map { "  | " + $0 }).joined(separator: "\n")
    }
}
