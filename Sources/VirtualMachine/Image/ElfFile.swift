internal import Loading

/// What of a program's file matters for running it elsewhere.
///
/// Source: elf(5). Programs of this machine are little-endian and of 64 bits; others are taken as they are.
struct ElfFile {
    /// The dynamic loader that it asks for, such as `/lib64/ld-linux-x86-64.so.2`; `nil` for a static program or a library.
    private(set) var interpreter: String?
    /// Whether it asks for libraries.
    private(set) var isDynamic = false
    /// Where its last segment ends, in bytes: the kernel and the dynamic loader read nothing behind it.
    private(set) var end: Int

    /// - Returns: `nil` for what is no such file.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 64, Array(bytes[..<6]) == [0x7f, 0x45, 0x4c, 0x46, 2, 1] else { return nil }
        func number(_ offset: Int, _ size: Int) -> Int {
            guard offset >= 0, offset <= bytes.count - size else { return 0 }
            // A length of more than 63 bits would be none that a file has.
            return (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } & Int.max
        }
        let (table, size, count) = (number(0x20, 8), number(0x36, 2), number(0x38, 2))
        guard size >= 56, table <= bytes.count, table + size * count <= bytes.count else { return nil }
        end = table + size * count
        for index in 0..<count {
            let header = table + size * index
            let (kind, offset, length) = (number(header, 4), number(header + 8, 8), number(header + 32, 8))
            guard offset <= bytes.count, length <= bytes.count - offset else { return nil }
            end = max(end, offset + length)
            if kind == 2 { isDynamic = true }
            if kind == 3 { interpreter = String(decoding: bytes[offset..<offset + length].prefix { $0 != 0 }, as: UTF8.self) }
        }
    }

    /// The file without what only debuggers and linkers read: a program of Swift's is half as large.
    static func stripped(_ bytes: [UInt8]) -> [UInt8] {
        guard let elf = ElfFile(bytes), elf.end >= 64, elf.end < bytes.count else { return bytes }
        var bytes = Array(bytes[..<elf.end])
        // e_shoff, e_shnum and e_shstrndx: it has no sections any more.
        for offset in Array(0x28..<0x30) + Array(0x3c..<0x40) { bytes[offset] = 0 }
        return bytes
    }
}
