import Glibc

/// Where the program writes: plain text, or with colour on a terminal that wants it.
struct Terminal: Sendable {
    /// Colour and weight, by what they mean.
    enum Style {
        case held, failed, skipped, quiet, strong
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
        let code =
            switch style {
            case .held: "32"
            case .failed: "31"
            case .skipped: "33"
            case .quiet: "2"
            case .strong: "1"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// `left`, and `right` at the line's end, quietly.
    func line(_ left: String, width leftWidth: Int, _ right: String) -> String {
        guard !right.isEmpty else { return left }
        let gap = max(2, width - leftWidth - right.count)
        return left + String(repeating: " ", count: gap) + styled(right, .quiet)
    }
}

/// Writes a line to standard output.
func say(_ text: String = "") {
    print(text)
    StandardOutput.flush()
}

/// Writes a line to standard error.
func complain(_ text: String) {
    fflush(nil)
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
