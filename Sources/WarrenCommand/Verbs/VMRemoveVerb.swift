import ArgumentParser
import VirtualMachine

struct VMRemoveVerb: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove kernels that were fetched.")

    @Argument(
        help: "Their releases, as `warren vm list` shows them.",
        completion: .custom { _, _, _ in KernelCache().kernels().map(\.kernel.release) })
    var releases: [String]

    func run() throws {
        for release in releases {
            do { try KernelCache().remove(release) } catch {
                complain("warren: \(error)")
                throw ExitCode(ExitStatus.labIsWrong.rawValue)
            }
        }
    }
}
