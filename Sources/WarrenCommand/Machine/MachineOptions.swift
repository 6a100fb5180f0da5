import ArgumentParser
import VirtualMachine

/// Whether labs run in a virtual machine, and in which.
struct MachineOptions: ParsableArguments {
    @Flag(name: .customLong("vm"), help: "Run in a virtual machine with a kernel of its own. Takes QEMU, and no rights.")
    var usesMachine = false

    @OptionGroup var kernels: KernelOptions

    @Option(help: ArgumentHelp("How the virtual machine is run: kvm where that works, else tcg, which is QEMU by itself.", valueName: "kvm|tcg"))
    var accel: Accelerator?

    @Option(help: ArgumentHelp("The virtual machine's memory, in MiB.", valueName: "mib"))
    var memory: Int = MachineSettings.usualMemory

    func validate() throws {
        if let kernel = kernels.images.first, !usesMachine { throw ValidationError("--kernel \(kernel): expected --vm before it") }
        guard memory >= 256 else { throw ValidationError("--memory \(memory): expected at least 256 MiB") }
    }

    /// A virtual machine, on its way to be ready. Complains and ends with status 3 if there can be none.
    static func start(_ settings: MachineSettings) throws -> GuestMachine { try orComplain { try GuestMachine(settings) } }

    /// What the virtual machine that is asked for is made of; `nil`: none is asked for. Complains and ends with status 3 if
    /// there can be none.
    func settings() throws -> MachineSettings? {
        if kernels.images.count > 1 { throw ValidationError("--kernel \(kernels.images[1]): expected one kernel only, which has the lab") }
        return try settingsOfAll().first
    }

    /// The same for each of the kernels that are named.
    func settingsOfAll() throws -> [MachineSettings] {
        guard usesMachine else { return [] }
        let kernels = try self.kernels.kernels()
        return try Self.orComplain {
            try kernels.map { kernel in
                let image = try Blocking.run { try await GuestImage.prepared(for: kernel) }
                return MachineSettings(kernel: kernel, image: image, accelerator: accel, memory: memory)
            }
        }
    }

    private static func orComplain<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch is CancellationError {
            throw ExitCode(ExitStatus.interrupted.rawValue)
        } catch {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }
}

extension Accelerator: ExpressibleByArgument {}
