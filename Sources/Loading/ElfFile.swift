/// The parts of a program, a library or an object file.
///
/// Source: elf(5). Those of this machine are little-endian and of 64 bits; others are taken for something else.
package struct ElfFile: Sendable {
    /// What is mapped when the file is run.
    package struct Segment: Sendable {
        /// `p_type`: 2 for what the dynamic loader needs, 3 for that loader's path.
        package var kind: Int
        /// Where in the file it stands.
        package var place: Range<Int>
    }

    private let bytes: [UInt8]
    /// In their order; none in an object file.
    package let segments: [Segment]
    /// Where the last segment, or the table of them, ends: the kernel and the dynamic loader read nothing behind it.
    package let end: Int

    /// - Returns: `nil` for what is no such file, or has a segment where it has no bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
        self.bytes = bytes
        guard let table = Self.table(bytes, offset: 0x20, size: 0x36, count: 0x38, least: 56) else { return nil }
        var segments: [Segment] = []
        for header in table {
            guard let kind = Self.number(bytes, header, 4), let place = Self.place(bytes, offset: header + 8, length: header + 32) else { return nil }
            segments.append(Segment(kind: kind, place: place))
        }
        self.segments = segments
        end = segments.map(\.place.upperBound).reduce(table.last.map { $0 + 56 } ?? 64, max)
    }

    /// The bytes of a segment.
    package subscript(segment: Segment) -> ArraySlice<UInt8> { bytes[segment.place] }

    /// The bytes of the first section of this name; `nil` if the file has none.
    package func section(_ name: String) -> ArraySlice<UInt8>? {
        guard let table = Self.table(bytes, offset: 0x28, size: 0x3a, count: 0x3c, least: 64), let index = Self.number(bytes, 0x3e, 2),
            table.indices.contains(index), let names = contents(ofSection: table[index])
        else { return nil }
        let header = table.first { header in
            guard let offset = Self.number(bytes, header, 4) else { return false }
            return names.dropFirst(offset).prefix { $0 != 0 }.elementsEqual(name.utf8)
        }
        return header.flatMap(contents)
    }

    private func contents(ofSection header: Int) -> ArraySlice<UInt8>? {
        Self.place(bytes, offset: header + 24, length: header + 32).map { bytes[$0] }
    }

    /// Where the headers of a table begin that the file's own header describes at these places.
    ///
    /// - Parameter least: what a header of that kind takes, in bytes
    /// - Returns: `nil` if the file is too short for it.
    private static func table(_ bytes: [UInt8], offset: Int, size: Int, count: Int, least: Int) -> [Int]? {
        guard let start = number(bytes, offset, 8), let size = number(bytes, size, 2), let count = number(bytes, count, 2) else { return nil }
        guard count > 0 else { return [] }
        guard size >= least, start <= bytes.count, size * count <= bytes.count - start else { return nil }
        return (0..<count).map { start + size * $0 }
    }

    /// What a header says of where its part stands; `nil` if that is not in the file.
    private static func place(_ bytes: [UInt8], offset: Int, length: Int) -> Range<Int>? {
        guard let offset = number(bytes, offset, 8), let length = number(bytes, length, 8), offset <= bytes.count, length <= bytes.count - offset
        else { return nil }
        return offset..<offset + length
    }

    /// - Returns: `nil` behind the end, and for more than 63 bits, which no file is long.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        return Int(exactly: (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) })
    }
}
