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

    func run() throws {
        let state = StateDirectory()
        state.sweep()
        do {
            let labs = all ? state.keepers() : [try state.keeper(of: name ?? "")]
            for lab in labs {
                try KeeperProcess.end(lab, state: state)
                say("\(lab.name) is gone")
            }
        } catch let failure as StateDirectory.Failure {
            complain("warren: \(failure)")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        } catch let stuck as KeeperProcess.Stuck {
            complain("warren: \(stuck)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }
}
