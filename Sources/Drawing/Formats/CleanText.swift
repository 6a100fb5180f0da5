/// Text that may come from anywhere, made harmless before any format sees it.
///
/// Titles and stories are a lab's free text. Control characters can move a terminal's cursor, end a comment or
/// a line, and are forbidden in XML; format characters (U+202E and its kin) turn a line around. Neither belongs
/// in a picture. What a format itself gives a meaning to, that format escapes.
enum CleanText {
    /// The text in one line: white space is a space, and what cannot be seen is gone.
    static func of(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isSpace(scalar) {
                if result.last != " " { result.append(" ") }
            } else if !isForbidden(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: true
        default: scalar == "\t" || scalar == "\n" || scalar == "\r"
        }
    }

    /// U+200D is a format character too, and kept: it holds emoji together.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse: true
        case .format: scalar.value != 0x200D
        // U+FFFE and the other noncharacters, which XML forbids or discourages.
        default: scalar.properties.isNoncharacterCodePoint
        }
    }
}

extension String {
    /// Each scalar for which the table has another text is replaced by it.
    ///
    /// By scalar, not by character: `<` with a combining mark behind it is another character to Swift, and still
    /// a `<` to every parser.
    func escaped(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) { result += text.unicodeScalars } else { result.append(scalar) }
        }
        return String(result)
    }
}
