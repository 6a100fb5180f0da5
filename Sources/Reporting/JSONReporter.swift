import FoundationEssentials

/// JSON for programs, as docs/json.md has it.
public struct JSONReporter: Reporter {
    public init() {}

    public func document(_ results: TestResults) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Numbers and strings only: nothing in it can refuse to be encoded.
        guard let data = try? encoder.encode(JSONResults(results)) else { return "{}\n" }
        return Self.escaped(String(decoding: data, as: UTF8.self)) + "\n"
    }

    /// JSON allows DEL, C1 controls and characters that turn the direction of writing as they are; whoever looks at
    /// the file in a terminal does not. All are within strings, where an escape means the same.
    private static func escaped(_ json: String) -> String {
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
