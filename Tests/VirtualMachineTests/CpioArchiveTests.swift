import Foundation
import Testing

@testable import VirtualMachine

@Suite("The archive that the kernel unpacks")
struct CpioArchiveTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    private func archive() throws -> String {
        let path = place.path + "/image"
        var archive = try CpioArchive(path: path)
        try archive.add("dev", .directory, permissions: 0o755)
        try archive.add("dev/console", .characterDevice, permissions: 0o600, device: (5, 1))
        try archive.add("init", .link, permissions: 0o777, contents: Array("usr/bin/warren".utf8))
        try archive.add("odd", .file, permissions: 0o644, contents: [1, 2, 3, 4, 5])
        try archive.add("tool", .file, permissions: 0o755, contents: Array("contents".utf8))
        try archive.finish()
        return path
    }

    @Test("cpio reads what was written: kinds, permissions, sizes, targets and device numbers")
    func cpio() throws {
        let lines = try Workplace.output("/usr/bin/cpio", ["-itvn", "--quiet"], input: archive()).split(separator: "\n")
        let words = lines.map { $0.split(separator: " ").map(String.init) }
        #expect(words.map { $0[0] } == ["drwxr-xr-x", "crw-------", "lrwxrwxrwx", "-rw-r--r--", "-rwxr-xr-x"])
        #expect(words.map { $0[2] + $0[3] } == Array(repeating: "00", count: 5), "owners")
        #expect(words[0].last == "dev" && words[3].last == "odd" && words[4].last == "tool")
        #expect(words[1][4...5] == ["5,", "1"])
        #expect(words[2].suffix(3) == ["init", "->", "usr/bin/warren"])
        #expect(words[3][4] == "5" && words[4][4] == "8")
    }

    @Test("cpio unpacks the same bytes, and complains of nothing")
    func unpacked() throws {
        let target = place.path + "/unpacked"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/cpio")
        process.arguments = ["-i", "--quiet", "--no-preserve-owner", "odd", "tool", "init"]
        process.currentDirectoryURL = URL(fileURLWithPath: target)
        process.standardInput = try FileHandle(forReadingAtPath: archive())
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        #expect(try (errors.fileHandleForReading.readToEnd() ?? Data()).isEmpty)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(FileManager.default.contents(atPath: target + "/odd") == Data([1, 2, 3, 4, 5]))
        #expect(FileManager.default.contents(atPath: target + "/tool") == Data("contents".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: target + "/init") == "usr/bin/warren")
    }

    @Test("an entry's bytes are those that the kernel's documentation says")
    func golden() throws {
        let path = place.path + "/golden"
        var archive = try CpioArchive(path: path)
        try archive.add("a", .file, permissions: 0o644, contents: [0x41])
        try archive.finish()
        let header = "070701" + "00000001" + "000081a4" + "00000000" + "00000000" + "00000001" + "00000000" + "00000001"
            + "00000000" + "00000000" + "00000000" + "00000000" + "00000002" + "00000000" + "a\0"
        let end = "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000"
            + "00000000" + "00000000" + "00000000" + "00000000" + "0000000b" + "00000000" + "TRAILER!!!\0\0\0\0"
        #expect(FileManager.default.contents(atPath: path) == Data((header + "A\0\0\0" + end).utf8))
    }

    @Test("what is larger than what is kept in memory is written once; and only who made it may read it")
    func large() throws {
        let path = place.path + "/large"
        var archive = try CpioArchive(path: path)
        for name in ["a", "b", "c"] { try archive.add(name, .file, permissions: 0o644, contents: Array(repeating: UInt8(ascii: "x"), count: 700_001)) }
        try archive.finish()
        #expect(try Workplace.output("/usr/bin/cpio", ["-it", "--quiet"], input: path) == "a\nb\nc\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        // Each has 110 bytes of header, a name of 2 and its contents, all to a multiple of four; and the end has 124.
        #expect(attributes[.size] as? Int == 3 * (112 + 700_004) + 124)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("an archive that is there is not written over")
    func existing() throws {
        let path = try place.write("there", "mine")
        #expect(throws: (any Error).self) { _ = try CpioArchive(path: path) }
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
    }
}
