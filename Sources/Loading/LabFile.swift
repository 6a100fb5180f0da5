internal import Warren

/// A lab file as it was found, with the folders beside it that it imports.
struct LabFile: Sendable {
    /// A compiled lab is a few kilobytes; a document of a large lab is megabytes.
    static let largest = 64 << 20

    enum Form { case swift, document }

    /// As the user typed it.
    var path: String
    var bytes: [UInt8]
    /// Each after those that it imports itself. Empty until ``readFolders()``.
    private(set) var folders: [SourceFolder] = []

    /// Where the file is: `labs/` for `labs/cloud.swift`, and nothing for `cloud.swift`.
    static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// - Parameter isPlain: whether it must be a plain file: a pipe that somebody named as the lab is one to wait for, and any other
    ///   is not
    init(path: String, isPlain: Bool = false) throws(LoadingError) {
        self.path = path
        if isPlain, FileContents.isSpecial(path) {
            throw LoadingError(path: path, problem: .unreadable(reason: "it is a pipe, a socket or a device"))
        }
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

    /// What the file itself imports.
    var imports: [Import] { Import.all(in: bytes, of: path) }

    /// What the file imports, and then what its folders do.
    var allImports: [Import] { imports + folders.flatMap(\.imports) }

    /// Reads the folders beside the file whose names it imports, and those that their files import in turn.
    mutating func readFolders() throws(LoadingError) {
        var known: Set<String> = ["Warren"]
        folders = try Self.folders(for: imports, in: Self.directory(of: path), within: [], known: &known)
    }

    /// - Parameter outer: the folders that lead to these imports, each imported by the one before it
    private static func folders(
        for imports: [Import], in directory: String, within outer: [String], known: inout Set<String>
    ) throws(LoadingError) -> [SourceFolder] {
        var found: [SourceFolder] = []
        for one in imports {
            // Its own name, of a folder alone, is a word of the file for the module that it is in.
            if let start = outer.firstIndex(of: one.module), start < outer.count - 1 {
                throw LoadingError(path: one.source.file, problem: .foldersInCircle(Array(outer[start...]), one.source))
            }
            guard known.insert(one.module).inserted, let folder = try SourceFolder(one.module, in: directory) else { continue }
            found += try folders(for: folder.imports, in: directory, within: outer + [one.module], known: &known) + [folder]
        }
        return found
    }

    // MARK: Names

    /// What the user calls a file that was compiled as `written`: the lab's own fixed name, `Folder/File.swift` beside
    /// it, or the absolute path of a file of somebody else's, as of a module's.
    static func typed(_ written: String, path: String) -> String {
        if written == SwiftCompiler.sourceName { return path }
        return written.hasPrefix("/") ? written : directory(of: path) + written
    }

    /// What the compiler or the lab said, with the user's paths in place of the names that were compiled.
    ///
    /// Only at the beginning of a line and before a line number, where diagnostics have them: a name may
    /// stand anywhere else for its own sake.
    func display(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let colon = line.firstIndex(of: ":"), line[colon...].dropFirst().first?.isNumber == true,
                isOwn(line[..<colon])
            else { return String(line) }
            return Self.typed(String(line[..<colon]), path: path) + line[colon...]
        }.joined(separator: "\n")
    }

    /// Whether the lab, or a file of its folders, was compiled under this name.
    private func isOwn(_ written: Substring) -> Bool {
        written == SwiftCompiler.sourceName
            || folders.contains { written.hasPrefix($0.name + "/") && written.hasSuffix(".swift") }
    }

    /// The place that a `fatalError` of the lab's names, as `Module/File.swift:7`; `nil` if that is no file of the lab.
    func place(ofCrash text: Substring) -> SourceLocation? {
        let parts = text.split(separator: ":", maxSplits: 2)
        guard parts.count > 1, let line = Int(parts[1]) else { return nil }
        let own = "\(SwiftCompiler.moduleName)/\(SwiftCompiler.sourceName)"
        let written = parts[0] == own ? Substring(SwiftCompiler.sourceName) : parts[0]
        return isOwn(written) ? SourceLocation(file: Self.typed(String(written), path: path), line: line) : nil
    }
}
