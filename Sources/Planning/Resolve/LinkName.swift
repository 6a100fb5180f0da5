/// Names of links, which the kernel limits to 15 bytes (`IFNAMSIZ` less the closing zero).
enum LinkName {
    static let limit = 15

    /// What is wrong with a name that a lab file gives to a link, or `nil`.
    static func fault(_ name: String) -> String? {
        let length = name.utf8.count
        if length == 0 { return "a link's name is empty; expected 1 to \(limit) bytes" }
        if length > limit {
            return "the link name \"\(name)\" has \(length) bytes; the kernel takes \(limit) at the most"
        }
        if name == "." || name == ".." || name == "all" || name == "default" {
            return "\"\(name)\" cannot name a link: the kernel keeps it for itself"
        }
        let isOrdinary = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x2f && $0 != 0x3a && $0 != 0x25 }
        if !isOrdinary {
            return "the link name \"\(name)\" has a character that no link name can have; expected printable ASCII without space, / : %"
        }
        return nil
    }

    /// A name for a link that no lab file names: `prefix` and `name` if they fit, else as much of them as
    /// fits with a mark that is the same in every run.
    static func hidden(_ prefix: String, _ name: String) -> String {
        let whole = prefix + name
        guard whole.utf8.count > limit else { return whole }
        // 36 bits, so that even 20,000 names on one node are told apart.
        let mark = String(StableHash.of(name) % 0x10_0000_0000, radix: 36)
        return String(decoding: whole.utf8.prefix(limit - mark.utf8.count - 1), as: UTF8.self) + "~" + mark
    }
}
