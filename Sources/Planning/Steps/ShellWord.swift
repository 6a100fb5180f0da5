/// Text as one word of a bash script, or as a comment in one: nothing that a lab file says is ever more to
/// the shell than that.
package enum ShellWord {
    /// The text as a word that bash reads back as it is.
    package static func quoted(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
        guard text.unicodeScalars.contains(where: isHidden) else {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
        }
        // $'…' can spell what would otherwise break the line or not be seen.
        let spelt = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\n": #"\n"#
            case "\t": #"\t"#
            case "'", "\\": "\\" + String(scalar)
            case _ where isHidden(scalar): "\(scalar)".utf8.map { #"\x"# + hexadecimal($0) }.joined()
            default: String(scalar)
            }
        }
        return "$'" + spelt.joined() + "'"
    }

    /// The text as it may follow a `#`: on one line, and with nothing that a terminal or an editor would act on.
    package static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isHidden($0) ? " " : $0 }))
    }

    /// What means nothing to the shell anywhere in a word. Neither `~` nor `=` is among them where they begin one.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x25, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x3a, 0x3d, 0x40, 0x5f: true
        default: false
        }
    }

    /// Control characters, those that change a text's direction or are not seen at all, and line separators.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
