import ArgumentParser
import VirtualMachine

/// Which kernels virtual machines run.
struct KernelOptions: ParsableArguments {
    @Option(
        name: .customLong("kernel"),
        help: "The kernel of the virtual machine: an image such as /boot/vmlinuz-6.1.0-50-amd64, or the release of one that `warren vm fetch` got. May be repeated.",
        completion: .file())
    var images: [String] = []

    @Option(
        name: .customLong("modules"),
        help: "The modules of the image that --kernel names, such as /lib/modules/6.1.0-50-amd64. Of several images each has its own, in the same order.",
        completion: .directory)
    var modules: [String] = []

    func validate() throws {
        let files = images.count(where: Self.isFile)
        if modules.count > files {
            throw ValidationError("--modules \(modules[files]): expected as many as there are --kernel IMAGE, which are \(files)")
        }
    }

    /// Those named, or the usual one. Complains and ends with status 3 if there is none, with 64 if one that is named is
    /// none.
    func kernels(in cache: KernelCache = KernelCache()) throws -> [GuestKernel] {
        var modules = modules[...]
        do {
            if images.isEmpty { return [try cache.defaultKernel()] }
            return try images.map { image in
                Self.isFile(image) ? try GuestKernel(image: image, modules: modules.popFirst()) : try cache.kernel(image)
            }
        } catch let error as VirtualMachineError {
            if !images.isEmpty { throw ValidationError("--kernel: \(error)") }
            complain("warren: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    /// A release has no slash in it.
    private static func isFile(_ image: String) -> Bool { image.contains("/") }
}
