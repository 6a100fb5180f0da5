/// A lab file as it was found.
struct LabFile: Sendable {
    /// A compiled lab is a few kilobytes; a document of a large lab is megabytes.
    static let largest = 64 << 20

    enum Form { case swift, document }

    /// As the user typed it.
    var path: String
    var bytes: [UInt8]

    init(path: String) throws(LoadingError) {
        self.path = path
        do throws(FileFailure) {
            bytes = try FileContents.read(path, limit: Self.largest)
        } catch {
            let problem: LoadingError.Problem =
                if error.isNotFound { .fileNotFound }
                else if error.isMachineLimit { .cannotEvaluate(reason: "reading it: \(error.reason)") }
                else { .unreadable(reason: error.reason) }
            throw LoadingError(path: path, problem: problem)
        }
    }

    /// By the name; and a text that begins with a brace is no Swift lab, whatever it is called: so that
    /// `/dev/stdin` can be either.
    var form: Form {
        if path.hasSuffix(".lab") || path.hasSuffix(".json") { return .document }
        if path.hasSuffix(".swift") { return .swift }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .document : .swift
    }

    /// The compiler takes other encodings for a shower of strange errors: say it in one.
    func checkText() throws(LoadingError) {
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        var line = 1
        for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { break }
            line += 1
        }
        throw LoadingError(path: path, problem: .notText(line: line))
    }

    /// What the compiler or the lab said, with the user's path in place of the name that was compiled.
    ///
    /// Only at the beginning of a line and before a line number, where diagnostics have it: the name may
    /// stand anywhere else for its own sake.
    func display(_ text: String) -> String {
        let name = SwiftCompiler.sourceName + ":"
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.hasPrefix(name), line.dropFirst(name.count).first?.isNumber == true else { return String(line) }
            return path + ":" + line.dropFirst(name.count)
        }.joined(separator: "\n")
    }
}
