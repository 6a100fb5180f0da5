/// The linker as clang starts it. Clang is asked for it once, and not started for each lab.
struct LinkerCommand: Sendable {
    /// Stand for what is linked, and for the program.
    private static let inputs = "-lwhat-is-linked", program = "the-program"

    /// What makes clang tell the command.
    static func question(_ tools: SwiftCompiler.Tools) -> [String] { tools.linking + [inputs, "-o", program, "-###"] }

    /// The linker, and its arguments.
    private let words: [String]

    /// - Parameter answer: lines of which one is the command, each word in quotation marks as a shell reads them
    /// - Returns: `nil` for anything else
    init?(answer: String) {
        let commands = answer.split(separator: "\n").filter { $0.hasPrefix(" \"/") }
        guard commands.count == 1 else { return nil }
        var words: [String] = []
        var isQuoted = false, isEscaped = false
        for character in commands[0] {
            if isQuoted, !isEscaped, character == "\\" {
                isEscaped = true
            } else if character == "\"", !isEscaped {
                if !isQuoted { words.append("") }
                isQuoted.toggle()
            } else {
                isEscaped = false
                if isQuoted { words[words.count - 1].append(character) }
            }
        }
        guard words.count > 1, words.contains(Self.inputs), words.contains(Self.program) else { return nil }
        self.words = words
    }

    var linker: String { words[0] }

    func arguments(inputs: [String], program: String) -> [String] {
        words.dropFirst().flatMap { $0 == Self.inputs ? inputs : [$0 == Self.program ? program : $0] }
    }
}
