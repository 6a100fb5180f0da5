/// Names of labs and nodes. They become file names in /run/netns and words of command lines, so they are
/// kept to characters that mean nothing there.
enum NodeName {
    static func fault(_ name: String, of what: String) -> String? {
        let isOrdinary = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2d || byte == 0x5f
        }
        guard isOrdinary, (1...63).contains(name.utf8.count), name.utf8.first != 0x2d, name.utf8.first != 0x5f else {
            return "\"\(name)\" cannot name a \(what); expected 1 to 63 letters, digits, - or _, beginning with a letter or digit"
        }
        return nil
    }
}
