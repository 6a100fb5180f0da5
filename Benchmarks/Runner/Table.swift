import Foundation

/// A table of docs/performance.md, between the two comments that name it.
struct Table {
    var name: String
    var heads: [String]
    var rows: [[String]] = []
    /// How it came about: what was run how often.
    var note: String

    var markdown: String {
        let lines = [heads, heads.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n\n" + note
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// Puts the table where the page has its comments: `<!-- table NAME -->` and `<!-- end -->`.
    func write(into page: inout String) throws {
        guard let start = page.range(of: "<!-- table \(name) -->\n"),
            let end = page.range(of: "<!-- end -->", range: start.upperBound..<page.endIndex)
        else { throw Missing(description: "the page has no place for the table \(name)") }
        page.replaceSubrange(start.upperBound..<end.lowerBound, with: markdown + "\n")
    }
}
