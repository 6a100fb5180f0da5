import ArgumentParser
import Namespaces
import Runtime

struct ShellVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Open a shell in a node of a running lab.",
        discussion: "The shell is $SHELL, or sh. WARREN_LAB and WARREN_NODE say where it is, and so does its prompt where the shell takes one from PS1.")

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: "The node's name.")
    var node: String

    var place: VerbPlace { .lab(name, .init(readsInput: true)) }

    func run() throws {
        try NodeEntry.enter(name, node)
        try NodeEntry.becomeShell(name, node)
    }
}

/// A shell in a node of a lab that another process of Warren's holds without a name: what `walk` starts.
struct InnerShellVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inner-shell", abstract: "Open a shell in a namespace (started by `warren walk`).", shouldDisplay: false)

    @Argument var name: String
    @Argument var node: String
    /// Such as `/proc/123/fd/4`.
    @Argument var namespace: String
    /// The lab's /etc/hosts.
    @Argument var names: String

    func run() throws {
        try NodeEntrance.enter(namespace, text: names)
        try NodeEntry.becomeShell(name, node)
    }
}
