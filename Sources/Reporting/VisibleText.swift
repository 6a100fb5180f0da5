/// Text from elsewhere, such as a lab's titles, on its way to a reader.
package enum VisibleText {
    /// The text with each character that a terminal could act upon, or that would not be seen, as `\x1b` or
    /// `\u{202e}`: whoever writes a title must not move the cursor of whoever reads a report.
    ///
    /// - Parameter newlines: whether newlines stay, because the text has lines
    package static func of(_ text: String, keepingNewlines newlines: Bool = false) -> String {
        if isPlain(text, but: newlines ? UInt8(ascii: "\n") : nil) { return text }
        guard !text.unicodeScalars.allSatisfy(isHarmless) else { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) || newlines && scalar == "\n" {
                visible.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            visible += scalar.value < 0x80 ? "\\x" + (digits.count < 2 ? "0" : "") + digits : "\\u{\(digits)}"
        }
        return visible
    }

    /// Whether all is ASCII that can be seen, as most text is: also what a large lab's inspection says, ten megabytes.
    ///
    /// - Parameter other: a byte that may be there as well
    package static func isPlain(_ text: String, but other: UInt8? = nil) -> Bool {
        let other = other ?? 0x20
        // All bytes, without an end at the first that is not: so the compiler compares many at once.
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.reduce(true) { $0 && ($1 &- 0x20 <= 0x5e || $1 == other) }
        }
        return isPlain ?? text.utf8.allSatisfy { $0 &- 0x20 <= 0x5e || $0 == other }
    }

    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20...0x7e).contains(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
