internal import FoundationEssentials
internal import Loading

extension GuestKernel {
    /// A kernel of the user's own.
    ///
    /// - Parameters:
    ///   - image: such as `/boot/vmlinuz-6.1.0-50-amd64`.
    ///   - modules: its `/lib/modules/RELEASE`, or a directory that has `RELEASE` or `lib/modules/RELEASE` in it. Without
    ///     it, the machine's own `/lib/modules` is looked into.
    /// - Throws: If one of them is not what it should be, or they do not belong together.
    package init(image: String, modules: String?) throws(VirtualMachineError) {
        let kernel = try KernelImage(path: image)
        let modules = try Self.modules(of: kernel, in: modules)
        self.init(image: FileIdentity(image)?.path ?? image, modules: modules, release: kernel.release)
    }

    private static func modules(of kernel: KernelImage, in given: String?) throws(VirtualMachineError) -> String {
        let release = kernel.release
        let place = given ?? "/lib/modules"
        guard let directory = FileIdentity(place)?.path else {
            throw VirtualMachineError("there are no modules for the kernel \(kernel.path): \(place) does not exist", remedy: "name them with --modules")
        }
        let candidates = [directory, "\(directory)/\(release)", "\(directory)/lib/modules/\(release)"]
        if let found = candidates.first(where: { $0.hasSuffix("/\(release)") && FileManager.default.fileExists(atPath: $0) }) {
            guard FileManager.default.fileExists(atPath: found + "/modules.dep") else {
                throw VirtualMachineError("the modules in \(found) have no modules.dep", remedy: "make it with: depmod -b \(root(of: found)) \(release)")
            }
            return found
        }
        if FileManager.default.fileExists(atPath: directory + "/modules.dep") {
            let other = directory.split(separator: "/").last ?? "/"
            throw VirtualMachineError("the modules in \(place) are those of \(other), but \(kernel.path) is Linux \(release)")
        }
        throw VirtualMachineError("there are no modules for Linux \(release) in \(place)", remedy: "name with --modules the directory that has modules.dep")
    }

    /// What `depmod -b` takes: the directory that `lib/modules/RELEASE` is in.
    private static func root(of modules: String) -> String {
        let parts = modules.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }
}
