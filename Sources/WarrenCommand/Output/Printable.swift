/// Text from elsewhere on its way to a terminal: names of links, commands of processes.
enum Printable {
    /// The text with each character that a terminal could act upon, or that would not be seen, as `\x1b` or `\u{202e}`.
    static func text(_ text: String) -> String {
        guard !text.unicodeScalars.allSatisfy(isHarmless) else { return text }
        return text.unicodeScalars.map { scalar in
            if isHarmless(scalar) { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return scalar.value < 0x80 ? "\\x" + (digits.count < 2 ? "0" : "") + digits : "\\u{\(digits)}"
        }.joined()
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20...0x7e).contains(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
