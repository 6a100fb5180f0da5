/// What a Swift object file asks its linker for, such as `-lFoundation`: what `swift-autolink-extract` would print, without the
/// fiftieth of a second that it takes to start.
///
/// Source: elf(5), and the section `.swift1_autolink_entries`, in which each word ends with a NUL.
struct AutolinkEntries {
    private static let section = ".swift1_autolink_entries"

    /// Each once, in their order.
    let words: [String]

    /// - Returns: `nil` for what is no ELF file of 64 bits, little-endian, with such a section.
    init?(object bytes: [UInt8]) {
        guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
        func number(_ offset: Int, _ size: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - size else { return nil }
            let value = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
            return Int(exactly: value)
        }
        func part(_ header: Int) -> ArraySlice<UInt8>? {
            guard let offset = number(header + 24, 8), let length = number(header + 32, 8), offset <= bytes.count, length <= bytes.count - offset
            else { return nil }
            return bytes[offset..<offset + length]
        }
        guard let table = number(0x28, 8), let size = number(0x3a, 2), let count = number(0x3c, 2), let names = number(0x3e, 2),
            size >= 64, names < count, table <= bytes.count, size * count <= bytes.count - table, let names = part(table + size * names)
        else { return nil }
        for header in (0..<count).map({ table + size * $0 }) {
            guard let name = number(header, 4), name < names.count else { return nil }
            guard names.dropFirst(name).prefix(while: { $0 != 0 }).elementsEqual(Self.section.utf8) else { continue }
            guard let entries = part(header) else { return nil }
            var seen: Set<String> = []
            words = entries.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.filter { seen.insert($0).inserted }
            return
        }
        return nil
    }
}
