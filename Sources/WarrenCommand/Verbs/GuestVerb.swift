import ArgumentParser
import VirtualMachine

/// The first process of a virtual machine.
struct GuestVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest", abstract: "Be a virtual machine's first process (started by its kernel).", shouldDisplay: false)

    func run() throws { GuestInit.run() }
}
