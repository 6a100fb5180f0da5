import Foundation
import Testing

@testable import VirtualMachine

@Suite("Programs that run in a guest")
struct ProgramFileTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try #require(FileManager.default.contents(atPath: path))) }

    @Test("a program without what debuggers read is smaller, runs, and says the same")
    func stripped() throws {
        let whole = try bytes("/bin/bash") + [UInt8](repeating: 7, count: 5000)
        let stripped = ProgramFile.stripped(whole)
        #expect(stripped.count < whole.count - 4999)
        let path = try place.write("bash", stripped)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        #expect(try Workplace.output(path, ["-c", "echo $((6 * 7))"]) == "42\n")
        // elf(5): e_shoff, then e_shnum and e_shstrndx, which would lead behind its end.
        #expect(stripped[0x28..<0x30].allSatisfy { $0 == 0 } && stripped[0x3c..<0x40].allSatisfy { $0 == 0 })
    }

    @Test("what is no program stays as it is, whatever it says of itself")
    func others() throws {
        let whole = try bytes("/bin/bash")
        for count in [0, 5, 63, 64, 200] { #expect(ProgramFile.stripped(Array(whole[..<count])) == Array(whole[..<count])) }
        var lying = Array(whole[..<4096])
        for offset in 0x20..<0x40 { lying[offset] = 0xff }
        #expect(ProgramFile.stripped(lying) == lying)
        #expect(ProgramFile(Array("#!/bin/sh\n".utf8)).interpreter == nil)
    }

    @Test("the libraries are those that ldd names")
    func libraries() async throws {
        for program in ["/bin/bash", "/usr/bin/env"] {
            let listed = try Workplace.output("/usr/bin/ldd", [program]).split(separator: "\n").compactMap(SharedLibraries.path)
            let found = try await SharedLibraries.of([program])
            #expect(!found.isEmpty && found == Set(listed))
        }
        #expect(try await SharedLibraries.of([place.write("script", "#!/bin/sh\n")]) == [])
    }

    @Test("a program whose library is missing is not passed over, even before one that has all")
    func missing() async throws {
        let whole = try bytes("/usr/bin/env")
        let name = Array("libc.so.6\0".utf8)
        let start = try #require(whole.indices.first { whole[$0...].starts(with: name) })
        var broken = whole
        broken[start + 3] = UInt8(ascii: "q")
        let program = try place.write("broken", broken)
        let error = await #expect(throws: (any Error).self) { try await SharedLibraries.of([program, "/usr/bin/env"]) }
        #expect("\(try #require(error))".contains("libq.so.6"))
    }
}
