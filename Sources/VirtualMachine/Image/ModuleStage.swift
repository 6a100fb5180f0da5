internal import FoundationEssentials
internal import Loading

/// A kernel's modules as a guest has them: those selected, not compressed, and with tables of these alone.
///
/// Compressed modules are unpacked here, once, by the programs that made them: the guest's modprobe need not know the form,
/// and an emulated processor takes its time over it.
struct ModuleStage {
    /// The directory that `lib/modules/RELEASE` is in.
    let root: String
    let release: String
    var directory: String { "\(root)/lib/modules/\(release)" }
    /// The host's files that it was made from.
    private(set) var sources: [String] = []

    private static let tables = ["modules.order", "modules.builtin", "modules.builtin.modinfo"]
    private static let compressions = [("xz", "xz", "xz-utils"), ("zst", "zstd", "zstd"), ("gz", "gzip", "gzip")]

    init(_ kernel: GuestKernel, in root: String) async throws {
        self.root = root
        release = kernel.release
        let depmod = try HostProgram("depmod", package: "kmod")
        let list: [UInt8]
        do { list = try FileContents.read("\(kernel.modules)/modules.dep", limit: 64 << 20) } catch {
            throw VirtualMachineError("\(kernel.modules)/modules.dep cannot be read: \(error.reason)")
        }
        let files = ModuleSelection(dependencies: String(decoding: list, as: UTF8.self)).files
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for name in files {
            try Self.copy("\(kernel.modules)/\(name)", to: "\(directory)/\(name)")
            sources.append("\(kernel.modules)/\(name)")
        }
        for name in Self.tables where FileManager.default.fileExists(atPath: "\(kernel.modules)/\(name)") {
            try Self.copy("\(kernel.modules)/\(name)", to: "\(directory)/\(name)")
        }
        for (ending, name, package) in Self.compressions {
            let compressed = files.filter { $0.hasSuffix(".ko.\(ending)") }
            guard !compressed.isEmpty else { continue }
            let program = try HostProgram(name, package: package)
            try await program.run(["-d", "-q", "-f"] + (name == "zstd" ? ["--rm"] : []) + compressed, in: directory)
        }
        try await depmod.run(["-b", root, release])
    }

    private static func copy(_ source: String, to target: String) throws {
        let parent = target.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
        do {
            try FileContents.create(target, FileContents.read(source, limit: 1 << 28))
        } catch {
            throw VirtualMachineError("the module \(source) cannot be copied: \(error.reason)")
        }
    }
}
