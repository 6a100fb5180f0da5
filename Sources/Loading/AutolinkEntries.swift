/// What a Swift object file asks its linker for, such as `-lFoundation`: what `swift-autolink-extract` would print,
/// without the fiftieth of a second that it takes to start.
struct AutolinkEntries {
    /// Where each word ends with a NUL.
    private static let section = ".swift1_autolink_entries"

    let words: [String]

    /// - Returns: `nil` for what is no object file with such a section.
    init?(object bytes: [UInt8]) {
        guard let entries = ElfFile(bytes)?.section(Self.section) else { return nil }
        words = entries.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
