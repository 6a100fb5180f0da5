import ArgumentParser
import VirtualMachine

struct VMListVerb: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the kernels that were fetched.")

    func run() throws {
        let cache = KernelCache()
        let kernels = cache.kernels()
        guard !kernels.isEmpty else { return }
        let usual = try? cache.defaultKernel()
        let rows = kernels.map { kernel in
            [kernel.kernel.release, kernel.packages.last ?? "", kernel.kernel == usual ? "used unless --kernel names another" : ""]
        }
        for line in Columns.align([["KERNEL", "PACKAGE", ""]] + rows) { say(line) }
    }
}
