import ArgumentParser
import Runtime

struct DownVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "End running labs.",
        discussion: "The lab's keeper ends, and the kernel removes every namespace, link and route of it.")

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String?

    @Flag(help: "End every lab that runs.")
    var all = false

    func validate() throws {
        guard all != (name != nil) else { throw ValidationError("Name a lab, or say --all.") }
    }

    func run() throws { try LabEnding(name: name).run() }
}
