import Warren

/// One step of a plan: what is done, where, why, and which line of the lab asked for it.
///
/// `up` executes steps and `explain` prints them; there is no other way into the kernel.
package struct Step: Sendable, Hashable {
    /// The node in whose namespace the step is done.
    package var node: String
    package var operation: Operation
    /// A clause that a learner understands.
    package var reason: String
    package var source: SourceLocation

    /// What does the same when typed into a shell of the node: `ip`, `bridge`, `sysctl`, `tc` or `nft` with its
    /// arguments. Several commands where one request does what takes several.
    package var commands: [ShellCommand] { operation.commands(in: node) }

    /// The commands on one line, with `; ` between them.
    package var command: String { operation.command(in: node) }
}
