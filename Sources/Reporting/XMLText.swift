/// Text within XML 1.0.
enum XMLText {
    /// For an attribute between double quotes. Tabs and newlines are told as such: a parser would make them spaces.
    static func attribute(_ text: String) -> String {
        escaped(VisibleText.of(text))
    }

    /// For an element's content.
    static func content(_ text: String) -> String {
        escaped(VisibleText.of(text, keepingNewlines: true))
    }

    /// What XML 1.0 has no way to write at all, control characters, is visible text by now.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            // Only `]]>` needs it, but everybody expects it.
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
