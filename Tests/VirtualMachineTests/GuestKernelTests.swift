import Foundation
import Testing

@testable import VirtualMachine

@Suite("A kernel of the user's own")
struct GuestKernelTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    /// The header of an image for x86, and nothing behind it.
    private func image(_ release: String) throws -> String {
        var bytes = [UInt8](repeating: 0, count: 0x400)
        bytes[0x1fe] = 0x55
        bytes[0x1ff] = 0xaa
        bytes.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
        bytes[0x20f] = 1  // the text stands at 0x200 + 0x100
        let text = Array("\(release) (builder@host) #1 SMP".utf8)
        bytes.replaceSubrange(0x300..<0x300 + text.count, with: text)
        return try place.write("vmlinuz", bytes)
    }

    @Test("the release is the image's, and the modules are found in what leads to them", arguments: ["", "lib/modules", "lib/modules/6.9.1-try"])
    func found(_ given: String) throws {
        try place.write("lib/modules/6.9.1-try/modules.dep", "")
        let kernel = try GuestKernel(image: image("6.9.1-try"), modules: "\(place.path)/\(given)")
        #expect(kernel.release == "6.9.1-try")
        #expect(kernel.modules == "\(place.path)/lib/modules/6.9.1-try")
        #expect(kernel.image == place.path + "/vmlinuz")
    }

    @Test("the machine's own kernel is read as file says it is")
    func oracle() throws {
        let boot = (try? FileManager.default.contentsOfDirectory(atPath: "/boot")) ?? []
        for name in boot where name.hasPrefix("vmlinuz-") && FileManager.default.isReadableFile(atPath: "/boot/\(name)") {
            #expect(try KernelImage(path: "/boot/\(name)").release == name.dropFirst("vmlinuz-".count))
        }
    }

    @Test("what is no kernel, or has other modules, is refused with what is wrong")
    func refused() throws {
        func refusal(_ image: String, _ modules: String) -> String {
            do { return "accepted: \(try GuestKernel(image: image, modules: modules))" } catch { return "\(error)" }
        }
        let good = try image("6.9.1-try")
        let text = try place.write("text", "no kernel")
        #expect(refusal(text, place.path).contains("is no kernel: expected a Linux image for x86 (bzImage)"))
        #expect(refusal(place.path + "/none", place.path).contains("/none cannot be read: No such file"))
        #expect(refusal(place.path, place.path).contains("cannot be read: Is a directory"))
        #expect(refusal(good, place.path + "/none").contains("/none does not exist; name them with --modules"))
        #expect(refusal(good, place.path).contains("there are no modules for Linux 6.9.1-try in \(place.path)"))
        try place.write("6.8.0/modules.dep", "")
        #expect(refusal(good, place.path + "/6.8.0").contains("are those of 6.8.0, but \(good) is Linux 6.9.1-try"))
        try FileManager.default.createDirectory(atPath: place.path + "/lib/modules/6.9.1-try", withIntermediateDirectories: true)
        #expect(refusal(good, place.path).contains("have no modules.dep; make it with: depmod -b \(place.path) 6.9.1-try"))
    }

    @Test("an image whose header lies is no kernel, and nothing is read beyond its end")
    func lies() {
        for count in [0, 0x1ff, 0x206, 0x207, 0x20f, 0x268, 0x400] {
            var bytes = [UInt8](repeating: 0xff, count: count)
            if count > 0x206 {
                bytes[0x1fe] = 0x55
                bytes[0x1ff] = 0xaa
                bytes.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
            }
            #expect(KernelImage.release(bytes) == nil)
        }
    }

    @Test("without a kernel in the cache the error names what gets one, and a half fetched one is none")
    func none() throws {
        let error = #expect(throws: VirtualMachineError.self) { try place.cache.defaultKernel() }
        #expect("\(try #require(error))" == "there is no kernel for virtual machines yet; get one with: warren vm fetch")
        try place.write("cache/kernels/6.9/vmlinuz", "x")
        #expect(place.cache.kernels().isEmpty)
    }

    /// Puts a kernel into the cache as a fetch leaves it.
    private func keep(_ release: String, of package: String, fetched: Int = 1) throws {
        let directory = "\(place.path)/cache/kernels/\(release)"
        try place.write("cache/kernels/\(release)/vmlinuz", "x")
        try place.write("cache/kernels/\(release)/lib/modules/\(release)/modules.dep", "")
        let kernel = GuestKernel(image: "\(directory)/vmlinuz", modules: "\(directory)/lib/modules/\(release)", release: release)
        let cached = CachedKernel(kernel: kernel, asked: package, packages: ["\(package) 1"], hashes: ["0"], fetched: fetched)
        try place.write("cache/kernels/\(release)/kernel.json", Array(JSONEncoder().encode(cached)))
    }

    @Test("a kernel that lacks its image or its modules, or was moved here from elsewhere, is none", arguments: ["vmlinuz", "modules", "renamed", "moved"])
    func notWhole(_ what: String) throws {
        try keep("6.9", of: KernelFetch.defaultPackage)
        try #require(place.cache.kernels().count == 1)
        let files = FileManager.default, directory = place.path + "/cache/kernels"
        switch what {
        case "vmlinuz": try files.removeItem(atPath: directory + "/6.9/vmlinuz")
        case "modules": try files.removeItem(atPath: directory + "/6.9/lib/modules/6.9/modules.dep")
        case "renamed": try files.copyItem(atPath: directory + "/6.9", toPath: directory + "/7.0")
        default:
            try files.moveItem(atPath: directory, toPath: place.path + "/elsewhere")
            try files.createDirectory(atPath: place.path + "/other/kernels", withIntermediateDirectories: true)
            try files.copyItem(atPath: place.path + "/elsewhere/6.9", toPath: place.path + "/other/kernels/6.9")
            #expect(KernelCache(environment: ["WARREN_CACHE": place.path + "/other"]).kernels().isEmpty)
        }
        #expect(place.cache.kernels().map(\.kernel.release) == (what == "renamed" ? ["6.9"] : []))
    }

    @Test("a fetch removes what another left an hour ago, keeps what may still be in use, and leaves nothing of its own when it is cancelled")
    func sweep() async throws {
        try keep("6.9", of: KernelFetch.defaultPackage)
        for name in ["old.new", "fresh.new", "old"] { try place.write("cache/kernels/\(name)/file", "x") }
        for (name, age) in [("old.new", 3700.0), ("fresh.new", 3000), ("old", 3700), ("6.9", 3700)] {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: "\(place.path)/cache/kernels/\(name)")
        }
        let fetch = KernelFetch("linux-image-none", into: place.cache)
        // Cancelled before it begins, so that it asks no archive.
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await fetch.run()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/cache/kernels").sorted() == ["6.9", "fresh.new", "old"])
    }

    @Test("the usual kernel is the last that was fetched without a name, and kernels can be removed")
    func usual() throws {
        for (release, package, fetched) in [("6.1", KernelFetch.defaultPackage, 1), ("6.2", KernelFetch.defaultPackage, 2), ("6.3", "linux-image-amd64", 3)] {
            try keep(release, of: package, fetched: fetched)
        }
        #expect(place.cache.kernels().map(\.kernel.release) == ["6.3", "6.2", "6.1"])
        #expect(try place.cache.defaultKernel().release == "6.2")
        #expect(try place.cache.kernel("6.1").release == "6.1")
        try place.cache.remove("6.2")
        #expect(try place.cache.defaultKernel().release == "6.1")
        let error = #expect(throws: VirtualMachineError.self) { try place.cache.kernel("6.2") }
        #expect("\(try #require(error))".contains("no kernel 6.2 was fetched: there are 6.3, 6.1"))
    }
}
