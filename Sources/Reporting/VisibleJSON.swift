import FoundationEssentials

/// A value as JSON that may be looked at in a terminal.
package enum VisibleJSON {
    /// The value with sorted fields, a line for each, and no newline at the end.
    package static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// JSON allows DEL, C1 controls and characters that turn the direction of writing as they are; whoever looks at
    /// the text in a terminal does not. All are within strings, where an escape means the same.
    static func escaped(_ json: String) -> String {
        guard !json.unicodeScalars.allSatisfy({ $0 == "\n" || VisibleText.isHarmless($0) }) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            if scalar == "\n" || VisibleText.isHarmless(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return text
    }
}
