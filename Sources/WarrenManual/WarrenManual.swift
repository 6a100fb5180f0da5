import FoundationEssentials

/// Writes the manual's pages from what the program says about itself:
///
///     warren --experimental-dump-help | WarrenManual "warren 0.1.0" "November 21, 2026" sections.mdoc DIRECTORY
///
/// A tool of the installation; not installed itself.
@main
struct WarrenManual {
    /// Of ArgumentParser's description.
    private static let knownForm = 0

    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        guard words.count == 4, let version = words.first, let directory = words.last else {
            throw Failure(description: "expected a version, a date, a file of sections and a directory, and the program's description as input")
        }
        let date = words[2], more = try String(contentsOf: URL(filePath: words[3]), encoding: .utf8)
        var input = ""
        while let line = readLine(strippingNewline: false) { input += line }
        let dump = try JSONDecoder().decode(CommandDescription.Dump.self, from: Data(input.utf8))
        guard dump.serializationVersion == knownForm else {
            throw Failure(description: "the description has form \(dump.serializationVersion); expected \(knownForm)")
        }
        let program = dump.command
        let pages = [ManualPage(program: program, more: more, version: version, date: date)]
            + program.verbs.map { ManualPage(verb: $0, of: program, version: version, date: date) }
        for page in pages { try Data(page.text.utf8).write(to: URL(filePath: directory).appending(path: page.fileName)) }
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }
}
