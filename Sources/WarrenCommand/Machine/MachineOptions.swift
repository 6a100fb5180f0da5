import ArgumentParser
import FoundationEssentials
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
        guard let settings = try settings() else { return nil }
        return try orComplain { try GuestMachine(settings) }
    }

    /// What the virtual machine that is asked for is made of; `nil`: none is asked for. Complains and ends with status 3 if
    /// there can be none.
    func settings() throws -> MachineSettings? {
        guard usesMachine else { return nil }
        return try orComplain {
            let kernel = try KernelCache().defaultKernel()
            let image = try Blocking.run { try await GuestImage.prepared(for: kernel) }
            return MachineSettings(kernel: kernel, image: image, accelerator: accel, memory: memory)
        }
    }

    /// What a keeper's command line has for its lab to be in such a machine.
    static func words(_ settings: MachineSettings?) throws -> [String] {
        guard let settings else { return [] }
        return ["--machine", String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)]
    }

    private func orComplain<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch {
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }
}

extension Accelerator: ExpressibleByArgument {}
