internal import FoundationEssentials
internal import Loading
internal import Runtime

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The first file system of a guest: Warren itself, the host's tools, and the kernel's modules.
///
/// It is made of what this host has, kept in the cache, and made anew when any of its parts has changed.
package struct GuestImage: Sendable {
    /// Where Warren is in a guest. `/init`, which the kernel starts, is a link to it.
    package static let program = "/usr/bin/warren"
    /// `PATH` in a guest.
    package static let searchPath = HostProgram.directories.joined(separator: ":")

    /// Images that were not used for so long are removed, in seconds.
    private static let longestUnused: Int64 = 30 * 24 * 3600

    private let kernel: GuestKernel
    private let directory: String
    private let path: String
    private var manifest: String { path + ".parts" }
    private let warren: FileIdentity

    /// The path of the image for guests of this kernel, made if there is none as it has to be.
    ///
    /// - Parameter environment: What the cache is looked up in; the process's own if `nil`.
    /// - Throws: ``VirtualMachineError``, or `CancellationError`.
    package static func prepared(for kernel: GuestKernel, environment: [String: String]? = nil) async throws -> String {
        let image = try GuestImage(kernel, environment: environment ?? ProcessInfo.processInfo.environment)
        if image.isCurrent {
            utimes(image.path, nil)  // so that the sweep knows it for a used one
            return image.path
        }
        image.sweep()
        try await image.make()
        return image.path
    }

    private init(_ kernel: GuestKernel, environment: [String: String]) throws(VirtualMachineError) {
        self.kernel = kernel
        guard let cache = CacheDirectory(environment: environment), let directory = cache.part("images") else {
            throw VirtualMachineError("there is no directory to keep a guest's image in", remedy: "set WARREN_CACHE to one that is yours")
        }
        guard let warren = FileIdentity("/proc/self/exe") else { throw VirtualMachineError("Warren's own program is not there any more") }
        self.directory = directory
        self.warren = warren
        let name = Fingerprint(Array("\(kernel.image)\n\(kernel.modules)\n\(warren.path)".utf8)).text
        path = "\(directory)/\(name).cpio"
    }

    private var isCurrent: Bool {
        guard FileManager.default.fileExists(atPath: path), let bytes = try? FileContents.read(manifest, limit: 16 << 20),
            let made = try? JSONDecoder().decode(ImageParts.self, from: Data(bytes))
        else { return false }
        return made.areUnchanged(tools: GuestTools.found(), kernel: kernel, image: path)
    }

    private func make() async throws {
        let place = "\(directory)/\(UUID().uuidString).new"
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let tools = GuestTools.found()
            let stage = try await ModuleStage(kernel, in: "\(place)/modules")
            let tree = try await tree(tools, stage)
            // Looked at before they are read: what changes meanwhile is found changed next time.
            let modules = stage.sources + ["\(kernel.modules)/modules.dep"]
            let sources = tree.hostFiles.filter { !$0.hasPrefix(place) } + modules
            var parts = ImageParts(tools: tools, kernel: kernel, files: sources.compactMap { FileIdentity($0) })
            var archive = try CpioArchive(path: "\(place)/image")
            try tree.write(to: &archive)
            try archive.finish()
            parts.size = FileIdentity("\(place)/image")?.size ?? 0
            try FileContents.create("\(place)/parts", Array(JSONEncoder().encode(parts)))
            // The image first: parts that do not fit it, for a moment, have another size.
            guard rename("\(place)/image", path) == 0, rename("\(place)/parts", manifest) == 0 else { throw FileFailure(errno: errno) }
        } catch let error as FileFailure {
            throw VirtualMachineError("the guest's image cannot be made in \(directory): \(error.reason)")
        } catch let error as HostProgram.Failure {
            try Task.checkCancellation()
            throw VirtualMachineError("the guest's image cannot be made: \(error)")
        }
    }

    private func tree(_ tools: [String], _ stage: ModuleStage) async throws -> GuestTree {
        var tree = GuestTree()
        GuestLayout.lay(in: &tree)
        tree.program(Self.program, from: warren.path)
        tree.link("/init", to: Self.program)
        for path in tools + GuestTools.data { tree.host(path) }
        for library in try await SharedLibraries.of([warren.path] + tools, opened: OpenedLibrary.paths()) { tree.host(library) }
        for path in try FileManager.default.subpathsOfDirectory(atPath: stage.directory) {
            let file = "\(stage.directory)/\(path)"
            var status = stat()
            guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            tree.file("/lib/modules/\(kernel.release)/\(path)", from: file)
        }
        return tree
    }

    /// Removes images that were not used for long, and what an interrupted one left an hour ago.
    private func sweep() {
        let now = Int64(time(nil))
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
            guard let file = FileIdentity("\(directory)/\(name)") else { continue }
            let age = now - file.modified / 1_000_000_000
            let isOld = name.hasSuffix(".new") ? age > 3600 : name.hasSuffix(".cpio") && age > Self.longestUnused
            guard isOld else { continue }
            try? FileManager.default.removeItem(atPath: file.path)
            if name.hasSuffix(".cpio") { unlink(file.path + ".parts") }
        }
    }
}
