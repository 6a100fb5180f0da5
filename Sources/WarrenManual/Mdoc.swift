/// The words of mdoc(7).
enum Mdoc {
    /// Text on a line of its own or within a literal block: nothing in it is taken for a macro.
    static func text(_ line: some StringProtocol) -> String {
        let escaped = escaped(line)
        return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// One argument of a macro, whatever is in it.
    static func argument(_ text: some StringProtocol) -> String {
        "\"\\&" + escaped(text).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq") + "\""
    }

    /// A minus is meant everywhere: commands and options are copied from pages.
    private static func escaped(_ text: some StringProtocol) -> String {
        text.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "…": "..."
            default: String(character)
            }
        }.joined()
    }

    /// Paragraphs parted by empty lines. One whose every line is indented is an example, printed as it is.
    static func paragraphs(_ text: String) -> [Paragraph] {
        var paragraphs: [Paragraph] = []
        var lines: [Substring] = []
        func end() {
            if !lines.isEmpty { paragraphs.append(Paragraph(lines: lines)) }
            lines = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) { end() } else { lines.append(line) }
        }
        end()
        return paragraphs
    }

    struct Paragraph {
        var lines: [Substring]

        var isExample: Bool { lines.allSatisfy { $0.hasPrefix("  ") } }

        /// - Parameter isFirst: of its section, where no space is to come before it.
        func mdoc(isFirst: Bool) -> [String] {
            guard isExample else { return (isFirst ? [] : [".Pp"]) + Mdoc.sentences(lines.joined(separator: " ")) }
            let indent = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
            return [".Bd -literal -offset indent"] + lines.map { Mdoc.text($0.dropFirst(indent)) } + [".Ed"]
        }
    }

    /// Each sentence on a line of its own, as mdoc wants it.
    static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        for word in text.split(separator: " ") {
            words.append(word)
            guard word.hasSuffix(".") else { continue }
            sentences.append(Mdoc.text(words.joined(separator: " ")))
            words = []
        }
        if !words.isEmpty { sentences.append(Mdoc.text(words.joined(separator: " "))) }
        return sentences
    }
}
