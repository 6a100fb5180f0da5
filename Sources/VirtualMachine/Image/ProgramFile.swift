internal import Loading

/// What of a program's file matters for running it elsewhere.
///
/// Source: elf(5)
struct ProgramFile {
    /// The dynamic loader that it asks for, such as `/lib64/ld-linux-x86-64.so.2`; `nil` for a static program, a library or
    /// what is no program.
    let interpreter: String?

    init(_ bytes: [UInt8]) {
        guard let elf = ElfFile(bytes), let segment = elf.segments.last(where: { $0.kind == 3 }) else {
            interpreter = nil
            return
        }
        interpreter = String(decoding: elf[segment].prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The file without what only debuggers and linkers read: a program of Swift's is half as large.
    static func stripped(_ bytes: [UInt8]) -> [UInt8] {
        guard let elf = ElfFile(bytes), !elf.segments.isEmpty, elf.end < bytes.count else { return bytes }
        var bytes = Array(bytes[..<elf.end])
        // e_shoff, e_shnum and e_shstrndx: it has no sections any more.
        for offset in Array(0x28..<0x30) + Array(0x3c..<0x40) { bytes[offset] = 0 }
        return bytes
    }
}
