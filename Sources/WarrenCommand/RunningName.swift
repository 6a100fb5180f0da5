import ArgumentParser

/// The name that a lab runs as, which becomes part of file names.
enum RunningName {
    static func check(_ name: String) throws {
        guard isOrdinary(name) else {
            throw ValidationError("\"\(name)\" cannot name a lab; expected 1 to 63 letters, digits, - or _")
        }
    }

    /// Whether a lab can run as it.
    static func isOrdinary(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d || byte == 0x5f
        }
        return isPlain && (1...63).contains(name.utf8.count) && name.utf8.first != 0x2d
    }
}
