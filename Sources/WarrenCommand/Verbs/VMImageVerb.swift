import ArgumentParser
import VirtualMachine

struct VMImageVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Make the first file system of virtual machines, and say where it is.",
        discussion: """
            This is done by itself whenever it is needed. What is printed is the path of a cpio archive in the user's \
            cache, one for each kernel.
            """)

    @OptionGroup var kernels: KernelOptions

    func run() throws {
        Interruption.watch()
        let kernels = try self.kernels.kernels()
        do {
            for kernel in kernels {
                say(try Blocking.run { try await GuestImage.prepared(for: kernel) })
            }
        } catch let error as VirtualMachineError {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        } catch is CancellationError {
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }
}
