import ArgumentParser
import Runtime

struct ExecVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command in a node of a running lab.",
        discussion: """
            The command takes this program's place, with the node's network and its /sys; its exit status is \
            the command's.

              warren exec pods-across-hosts pod-a -- ping -c 1 192.168.11.10
            """)

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: "The node's name.")
    var node: String

    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments, after --.")
    var command: [String]

    var place: VerbPlace { .lab(name, .init(readsInput: true)) }

    func run() throws {
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        guard !words.isEmpty else { throw ValidationError("Missing the command to run: warren exec \(name) \(node) -- ip route") }
        try NodeEntry.enter(name, node)
        try NodeEntry.become(words)
    }
}
