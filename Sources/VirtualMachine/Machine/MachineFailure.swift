/// Why there is no virtual machine, or none any more.
package struct MachineFailure: Error, Sendable, CustomStringConvertible {
    /// In a line, with the remedy where there is one.
    package var reason: String
    /// The last lines that QEMU or the guest's kernel wrote.
    package var console: [String]

    package init(_ reason: String, console: [String] = []) {
        self.reason = reason
        self.console = console
    }

    /// The reason, and the console's last lines below it.
    package var description: String {
        console.isEmpty ? reason : ([reason + "; the last lines of its console:"] + console.map { "  | " + $0 }).joined(separator: "\n")
    }
}
