/// A command that can be typed into bash: the program and its arguments, each quoted where it needs to be.
package struct ShellCommand: Sendable, Hashable {
    /// The program and its arguments. Empty for what only the shell itself can do.
    package let words: [String]
    /// As it is typed, on one line.
    package let text: String

    /// - Parameter runsOn: whether it goes on by itself, so that the shell is not to wait for its end
    init(_ words: [String], runsOn: Bool = false) {
        self.words = words
        // Bytes, of which a String is made at last, are put together faster than one that grows.
        var line: [UInt8] = []
        line.reserveCapacity(words.reduce(2) { $0 + $1.utf8.count + 1 })
        for word in words {
            if !line.isEmpty { line.append(UInt8(ascii: " ")) }
            line += ShellWord.quoted(word).utf8
        }
        if runsOn { line += " &".utf8 }
        text = String(decoding: line, as: UTF8.self)
    }

    /// What takes more of the shell than words.
    ///
    /// - Parameter typed: with everything quoted that comes from a lab
    init(typed text: String) {
        words = []
        self.text = text
    }
}
