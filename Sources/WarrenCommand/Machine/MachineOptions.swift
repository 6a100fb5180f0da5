import ArgumentParser
import Runtime
import VirtualMachine

/// Whether labs run in a virtual machine, and in which.
struct MachineOptions: ParsableArguments {
    @Flag(name: .customLong("vm"), help: "Run in a virtual machine with a kernel of its own. Takes QEMU, and no rights.")
    var usesMachine = false

    @Option(help: ArgumentHelp("How the virtual machine is run: kvm where that works, else tcg, which is QEMU by itself.", valueName: "kvm|tcg"))
    var accel: Accelerator?

    @Option(help: ArgumentHelp("The virtual machine's memory, in MiB.", valueName: "mib"))
    var memory: Int = MachineSettings.usualMemory

    func validate() throws {
        guard memory >= 256 else { throw ValidationError("--memory \(memory): expected at least 256 MiB") }
    }

    /// The virtual machine that is asked for, on its way to be ready; `nil`: none is asked for. Complains and ends with
    /// status 3 if there can be none.
    func start() throws -> GuestMachine? {
        guard usesMachine else { return nil }
        do {
            return try GuestMachine(try settings())
        } catch {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    /// What the machine is made of.
    func settings() throws -> MachineSettings {
        let kernel = try KernelCache().defaultKernel()
        let image = try GuestImage.prepared(for: kernel)
        return MachineSettings(kernel: kernel, image: image, accelerator: accel ?? .best, memory: memory)
    }
}

extension Accelerator: ExpressibleByArgument {}
