internal import FoundationEssentials
internal import Loading

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Gets a kernel of the distribution's into the user's cache, with the distribution's own package tools and without root.
package struct KernelFetch: Sendable {
    #if arch(arm64)
        package static let defaultPackage = "linux-image-cloud-arm64"
    #else
        package static let defaultPackage = "linux-image-cloud-amd64"
    #endif

    let cache: KernelCache
    /// The package that has the kernel, or depends on the one that has it.
    let package: String
    /// Told what is being done, such as `fetching linux-image-6.1.0-50-cloud-amd64 6.1.190-1 (27 MB)`.
    let progress: @Sendable (String) -> Void

    package init(_ package: String? = nil, into cache: KernelCache = KernelCache(), progress: @escaping @Sendable (String) -> Void = { _ in }) {
        self.package = package ?? Self.defaultPackage
        self.cache = cache
        self.progress = progress
    }

    /// What became of it.
    package struct Result: Sendable {
        package var kernel: CachedKernel
        /// Whether it was there already, and nothing was fetched.
        package var wasThere: Bool
    }

    /// - Throws: ``VirtualMachineError``, or `CancellationError`.
    package func run() async throws -> Result {
        guard package.hasPrefix("linux-image-"), package.utf8.allSatisfy(Self.isInPackageNames) else {
            throw VirtualMachineError("\(package) is no package of a kernel: expected a name such as \(Self.defaultPackage)")
        }
        let depmod = try HostProgram("depmod", package: "kmod")
        let dpkg = try HostProgram("dpkg-deb", package: "dpkg")
        let directory = try cache.directory()
        sweep(directory)
        let place = "\(directory)/\(UUID().uuidString).new"
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let (apt, packages) = try await find(place)
            if let there = cache.kernels().first(where: { $0.hashes == packages.map(\.sha256) }) {
                return Result(kernel: try remember(there, in: directory), wasThere: true)
            }
            let files = try await download(packages, with: apt, place)
            for file in files { try await unpack(file, with: dpkg, in: place) }
            let kernel = try await settle(place, packages, depmod, in: directory)
            return Result(kernel: kernel, wasThere: false)
        } catch let error as HostProgram.Failure {
            try Task.checkCancellation()
            throw VirtualMachineError("the kernel cannot be fetched: \(error)")
        } catch let error as FileFailure {
            throw VirtualMachineError("the kernel cannot be kept in \(directory): \(error.reason)")
        }
    }

    private static func isInPackageNames(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || [0x2b, 0x2d, 0x2e].contains(byte)  // + - .
    }

    /// The packages that make up the kernel, by the machine's lists; by fresh ones of our own where those do not know it.
    private func find(_ place: String) async throws -> (Apt, [KernelPackage]) {
        let machine = try Apt(lists: .machine)
        let known = await parts(package, machine)
        if !known.isEmpty { return (machine, known) }
        let own = try await ownLists(place)
        let found = await parts(package, own)
        guard !found.isEmpty else {
            throw VirtualMachineError(
                "this distribution has no package \(package)",
                remedy: "name another kernel package of its, or give a kernel that you have: --kernel IMAGE --modules DIRECTORY")
        }
        return (own, found)
    }

    private func ownLists(_ place: String) async throws -> Apt {
        progress("fetching the lists of packages")
        let apt = try Apt(lists: .own("\(place)/apt"))
        try await apt.update()
        return apt
    }

    /// The package itself, and those of images and modules that it depends on.
    private func parts(_ name: String, _ apt: Apt) async -> [KernelPackage] {
        var found: [KernelPackage] = []
        var waiting = [name]
        while let next = waiting.popLast(), found.count < 8 {
            guard !found.contains(where: { $0.name == next }), let package = await apt.package(next) else { continue }
            found.append(package)
            waiting += package.parts
        }
        return found
    }

    /// The machine's lists may be older than the archive, which has then only newer files.
    private func download(_ packages: [KernelPackage], with apt: Apt, _ place: String) async throws -> [String] {
        do {
            return try await downloadAll(packages, apt, place)
        } catch let error as HostProgram.Failure where apt.lists == .machine {
            guard !Task.isCancelled else { throw error }
            let own = try await ownLists(place)
            let fresh = await parts(package, own)
            guard !fresh.isEmpty else { throw error }
            return try await downloadAll(fresh, own, place)
        }
    }

    private func downloadAll(_ packages: [KernelPackage], _ apt: Apt, _ place: String) async throws -> [String] {
        let sum = try HostProgram("sha256sum", package: "coreutils")
        var files: [String] = []
        for package in packages {
            progress("fetching \(package.name) \(package.version) (\((package.size + 999_999) / 1_000_000) MB)")
            let file = try await apt.download(package, into: place)
            let hash = try await sum.run([file]).prefix(64)
            guard hash == package.sha256 else {
                throw VirtualMachineError("\(package.name) is damaged: its SHA-256 is \(hash), expected \(package.sha256)")
            }
            files.append(file)
        }
        return files
    }

    /// And what was unpacked is compared with the package's own list of checksums: a full disk is found here.
    private func unpack(_ file: String, with dpkg: HostProgram, in place: String) async throws {
        let root = "\(place)/root"
        try await dpkg.run(["-x", file, root])
        let lists = "\(file).control"
        try await dpkg.run(["-e", file, lists])
        if FileManager.default.fileExists(atPath: "\(lists)/md5sums") {
            try await HostProgram("md5sum", package: "coreutils").run(["--check", "--quiet", "--strict", "\(lists)/md5sums"], in: root)
        }
    }

    /// Leaves of what was unpacked the image and the modules, and moves them to their place as a whole.
    private func settle(_ place: String, _ packages: [KernelPackage], _ depmod: HostProgram, in directory: String) async throws -> CachedKernel {
        let root = "\(place)/root"
        let images = ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/boot")) ?? []).filter { $0.hasPrefix("vmlinuz-") }
        guard images.count == 1 else {
            throw VirtualMachineError("\(package) has \(images.isEmpty ? "no kernel" : "several kernels") in it", remedy: "name the package of one")
        }
        let release = try KernelImage(path: "\(root)/boot/\(images[0])").release
        let modules = ["lib/modules", "usr/lib/modules"].first { FileManager.default.fileExists(atPath: "\(root)/\($0)/\(release)") }
        guard let modules else { throw VirtualMachineError("\(package) has no modules for Linux \(release) in it") }

        let kept = "\(place)/\(release)"
        try FileManager.default.createDirectory(atPath: "\(kept)/lib/modules", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: "\(root)/boot/\(images[0])", toPath: "\(kept)/vmlinuz")
        try FileManager.default.moveItem(atPath: "\(root)/\(modules)/\(release)", toPath: "\(kept)/lib/modules/\(release)")
        try await depmod.run(["-b", kept, release])

        let final = "\(directory)/\(release)"
        let kernel = CachedKernel(
            kernel: GuestKernel(image: "\(final)/vmlinuz", modules: "\(final)/lib/modules/\(release)", release: release),
            asked: package, packages: packages.map { "\($0.name) \($0.version)" }, hashes: packages.map(\.sha256),
            fetched: Int(time(nil)))
        try FileContents.create("\(kept)/\(KernelCache.record)", Array(JSONEncoder().encode(kernel)))
        if FileManager.default.fileExists(atPath: final) { try FileManager.default.moveItem(atPath: final, toPath: "\(place)/replaced") }
        try FileManager.default.moveItem(atPath: kept, toPath: final)
        return kernel
    }

    /// One that is there already is from now on the one that was asked for last.
    private func remember(_ kernel: CachedKernel, in directory: String) throws -> CachedKernel {
        var kernel = kernel
        kernel.asked = package
        kernel.fetched = Int(time(nil))
        let temporary = "\(directory)/\(UUID().uuidString).new"
        try FileContents.create(temporary, Array(JSONEncoder().encode(kernel)))
        guard rename(temporary, "\(directory)/\(kernel.kernel.release)/\(KernelCache.record)") == 0 else { throw FileFailure(errno: errno) }
        return kernel
    }

    /// What an interrupted fetch left an hour ago.
    private func sweep(_ directory: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] where name.hasSuffix(".new") {
            guard let file = FileIdentity("\(directory)/\(name)"), file.modified < (Int64(time(nil)) - 3600) * 1_000_000_000 else { continue }
            try? FileManager.default.removeItem(atPath: file.path)
        }
    }
}
