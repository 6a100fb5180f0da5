import Foundation
import Testing

@testable import VirtualMachine

@Suite("The image of a guest's files")
struct GuestImageTests {
    let place: Workplace
    let kernel: GuestKernel

    /// A kernel without modules.
    init() throws {
        place = try Workplace()
        let modules = try place.write("lib/modules/6.9/modules.dep", "")
        kernel = GuestKernel(image: place.path + "/vmlinuz", modules: (modules as NSString).deletingLastPathComponent, release: "6.9")
    }

    private func prepare() async throws -> String { try await GuestImage.prepared(for: kernel, environment: place.environment) }

    private func inode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int)
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: place.path + "/cache/images").sorted() }
    }

    @Test("Warren is in it as the first program, with its libraries, a shell and the tools, and with modprobe's tables")
    func contents() async throws {
        let path = try await prepare()
        let names = try Set(Workplace.output("/usr/bin/cpio", ["-it", "--quiet"], input: path).split(separator: "\n").map(String.init))
        #expect(try Workplace.output("/usr/bin/cpio", ["-itv", "--quiet", "init"], input: path).hasSuffix(" init -> /usr/bin/warren\n"))
        for name in ["usr/bin/warren", "etc/passwd", "etc/protocols", "dev/console", "proc"] { #expect(names.contains(name), "\(name)") }
        for tool in ["sh", "ip", "nft", "tcpdump", "ping", "modprobe"] {
            let path = try #require(HostProgram.path(of: tool))
            // Its path, or that of the file behind links such as /bin.
            let real = try #require(realpath(path, nil))
            defer { free(real) }
            #expect(names.contains(String(String(cString: real).dropFirst())), "\(tool)")
        }
        #expect(names.contains { $0.hasSuffix("lib/modules/6.9/modules.dep.bin") })
        #expect(names.contains { $0.hasSuffix("/libc.so.6") })
    }

    @Test("what was made is used again, and made anew when a part changes, is damaged or is gone")
    func cache() async throws {
        let path = try await prepare()
        let first = try inode(path)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -29 * 24 * 3600)], ofItemAtPath: path)
        #expect(try await prepare() == path)
        #expect(try inode(path) == first)
        // That it was used keeps it from the sweep.
        let used = try #require(FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
        #expect(used.timeIntervalSinceNow > -3600)

        try place.write("lib/modules/6.9/modules.dep", "\n")
        #expect(try await prepare() == path)
        let second = try inode(path)
        #expect(second != first)

        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 1000)
        try handle.close()
        _ = try await prepare()
        #expect(try inode(path) != second)

        try FileManager.default.removeItem(atPath: path)
        _ = try await prepare()
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(try names == [path, path + ".parts"].map { ($0 as NSString).lastPathComponent })
    }

    @Test("a tool that comes or goes, and another version of Warren's, make another image")
    func parts() throws {
        let image = try place.write("image", "")
        let parts = ImageParts(tools: ["/bin/sh"], kernel: kernel, files: [])
        #expect(parts.areUnchanged(tools: ["/bin/sh"], kernel: kernel, image: image))
        #expect(!parts.areUnchanged(tools: ["/bin/sh", "/bin/jq"], kernel: kernel, image: image))
        #expect(!parts.areUnchanged(tools: ["/bin/sh"], kernel: GuestKernel(image: "", modules: "", release: ""), image: image))
        var old = parts
        old.version -= 1
        #expect(!old.areUnchanged(tools: ["/bin/sh"], kernel: kernel, image: image))
    }

    @Test("images that were not used for long, and what was left half made, are removed; others stay")
    func sweep() async throws {
        try place.write("cache/images/old.cpio", "")
        try place.write("cache/images/old.cpio.parts", "")
        try place.write("cache/images/half.new/image", "")
        try place.write("cache/images/used.cpio", "")
        for (name, age) in [("old.cpio", 31 * 24 * 3600.0), ("half.new", 3660), ("used.cpio", 29 * 24 * 3600)] {
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: "\(place.path)/cache/images/\(name)")
        }
        let made = (try await prepare() as NSString).lastPathComponent
        #expect(try names == [made, made + ".parts", "used.cpio"].sorted())
    }

    @Test("with other modules a kernel has another image, and both are kept")
    func others() async throws {
        let path = try await prepare()
        var other = kernel
        other.modules = place.path + "/other"
        try place.write("other/modules.dep", "")
        let second = try await GuestImage.prepared(for: other, environment: place.environment)
        #expect(second != path)
        #expect(try names == [path, path + ".parts", second, second + ".parts"].map { ($0 as NSString).lastPathComponent }.sorted())
    }

    @Test("two that are made at once are both whole")
    func together() async throws {
        async let one = prepare()
        async let other = prepare()
        #expect(try await one == other)
        #expect(try Workplace.output("/usr/bin/cpio", ["-it", "--quiet"], input: await prepare()).hasPrefix("bin\n"))
        #expect(try names.count == 2)
    }

    @Test("where nothing can be written the error says where")
    func unwritable() async throws {
        try place.write("cache", "a file")
        let error = await #expect(throws: VirtualMachineError.self) { try await GuestImage.prepared(for: kernel, environment: ["WARREN_CACHE": "/proc/none"]) }
        #expect("\(try #require(error))".contains("set WARREN_CACHE to one that is yours"))
    }

    @Test("modules that are compressed are unpacked, whichever program did it", arguments: [("xz", "xz"), ("zstd", "zst"), ("gzip", "gz")])
    func compressed(_ program: String, _ ending: String) async throws {
        let name = "kernel/net/sched/odd.ko"
        let module = try place.write("lib/modules/6.9/\(name)", "what a module is")
        _ = try Workplace.output("/usr/bin/env", [program, "-q", module] + (program == "zstd" ? ["--rm"] : []))
        try place.write("lib/modules/6.9/modules.dep", "\(name).\(ending):\n")
        try #require(FileManager.default.fileExists(atPath: "\(module).\(ending)"))
        let selected = try await ModuleStage(kernel, in: place.path + "/stage")
        #expect(FileManager.default.contents(atPath: "\(selected.directory)/\(name)") == Data("what a module is".utf8))
        #expect(!FileManager.default.fileExists(atPath: "\(selected.directory)/\(name).\(ending)"))
        #expect(selected.sources == ["\(module).\(ending)"])
    }
}
