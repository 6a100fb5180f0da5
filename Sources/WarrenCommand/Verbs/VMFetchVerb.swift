import ArgumentParser
import Glibc
import VirtualMachine

struct VMFetchVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Get a kernel of the distribution's, without installing it.",
        discussion: """
            The package is downloaded and checked by apt, unpacked into the user's cache, and checked again. Without \
            PACKAGE it is \(KernelFetch.defaultPackage), and the kernel that virtual machines have unless another is named.
            """)

    @Argument(help: "The package of the kernel, or one that depends on it, such as linux-image-amd64.")
    var package: String?

    func run() throws {
        Interruption.watch()
        let package = package
        do {
            let fetched = try Blocking.run {
                try await KernelFetch(package) { complain($0) }.run()
            }
            let kernel = fetched.kernel
            say("Linux \(kernel.kernel.release) \(fetched.wasThere ? "was there already" : "is there"): \(kernel.packages.last ?? "")")
        } catch let error as VirtualMachineError {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        } catch is CancellationError {
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
    }
}
