import ArgumentParser
import Glibc
import Runtime

struct ShellVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "Open a shell in a node of a running lab.",
        discussion: "The shell is $SHELL, or sh. WARREN_LAB and WARREN_NODE say where it is, and so does its prompt where the shell takes one from PS1.")

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: "The node's name.")
    var node: String

    func run() throws {
        try NodeEntry.enter(name, node)
        setenv("WARREN_LAB", name, 1)
        setenv("WARREN_NODE", node, 1)
        setenv("PS1", "\(node)# ", 1)
        let shell = getenv("SHELL").map { String(cString: $0) } ?? ""
        // bash would set its own prompt from its start-up files.
        try NodeEntry.become(shell.hasSuffix("/bash") ? [shell, "--norc"] : [shell.isEmpty ? "/bin/sh" : shell])
    }
}
