import Glibc
import Reporting

/// Where the program writes: plain text, or with colour on a terminal that wants it.
struct Terminal: Sendable {
    /// Colour and weight, by what they mean.
    enum Style: Int, CaseIterable {
        // By what a terminal is told (ECMA-48, SGR): colours, faint, bold.
        case held = 32, failed = 31, skipped = 33, quiet = 2, strong = 1
    }

    let isColoured: Bool
    /// In characters.
    let width: Int
    /// Beyond how many characters a line wraps; `nil` where it does not.
    let lineLimit: Int?

    /// Standard output, as it is now. Colour only on a terminal, and never under NO_COLOR (no-color.org) or
    /// on one that calls itself dumb.
    static let output = Terminal(descriptor: STDOUT_FILENO)

    init(descriptor: Int32) {
        let isTerminal = isatty(descriptor) == 1
        let forbids = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        isColoured = isTerminal && !forbids && !isDumb
        var size = winsize()
        let known = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        lineLimit = known ? Int(size.ws_col) : nil
        width = known ? min(max(Int(size.ws_col), 60), 110) : 100
    }

    func styled(_ text: String, _ style: Style) -> String {
        guard isColoured, !text.isEmpty else { return text }
        return Self.mark(style.rawValue) + text + Self.mark(Self.plain)
    }

    private static let plain = 0

    private static func mark(_ code: Int) -> String { "\u{1B}[\(code)m" }

    /// The text with nothing in it that a terminal would act upon but the marks that ``styled(_:_:)`` makes.
    /// Whoever prints a text of others makes it visible first, in one line; this is for what was forgotten.
    func visible(_ text: String) -> String {
        if VisibleText.isPlain(text, but: UInt8(ascii: "\n")) { return text }
        let marks = isColoured ? ([Self.plain] + Style.allCases.map(\.rawValue)).map { Self.mark($0) } : []
        var result = "", rest = text[...]
        while let place = rest.firstIndex(of: "\u{1B}") {
            result += VisibleText.of(String(rest[..<place]), keepingNewlines: true)
            rest = rest[place...]
            let mark = marks.first { rest.hasPrefix($0) } ?? "\u{1B}"
            result += mark.count > 1 ? mark : VisibleText.of(mark)
            rest = rest.dropFirst(mark.count)
        }
        return result + VisibleText.of(String(rest), keepingNewlines: true)
    }

    /// `left`, and `right` at the line's end, quietly.
    func line(_ left: String, width leftWidth: Int, _ right: String) -> String {
        guard !right.isEmpty else { return left }
        let gap = max(2, width - leftWidth - right.count)
        return left + String(repeating: " ", count: gap) + styled(right, .quiet)
    }
}

/// Writes a line, or several, to standard output.
func say(_ text: String = "") {
    print(Terminal.output.visible(text))
    StandardOutput.flush()
}

/// Writes a line, or several, to standard error.
func complain(_ text: String) {
    fflush(nil)
    // A compiler points into lines that may have tabs.
    let visible = text.split(separator: "\t", omittingEmptySubsequences: false).map { VisibleText.of(String($0), keepingNewlines: true) }
    let bytes = Array((visible.joined(separator: "\t") + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
