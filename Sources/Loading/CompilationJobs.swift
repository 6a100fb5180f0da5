internal import FoundationEssentials

/// What the compiler's driver does to make a program of a lab: the commands that it prints when it is asked to.
///
/// For every lab they are the same but for the directory, and the driver takes a third of a compilation's time to find them.
/// So it is asked once for each compiler and library, and what it says is remembered.
struct CompilationJobs: Sendable {
    /// Stands for the name of a ``PrivateDirectory``, of which letters and digits alone differ: so what a shell makes of a
    /// path does not.
    private static let placeholder = PrivateDirectory.name("@")
    /// Begins the line between compiling and linking.
    private static let mark = "# autolink "

    /// Lines for a shell: the driver's own, or with the mark in place of `swift-autolink-extract`.
    private let template: String

    /// Takes what the driver has printed; `nil` if that is anything but commands that work in the directory.
    init?(printed: String, in place: PrivateDirectory) {
        let lines = printed.split(separator: "\n")
        guard lines.count > 1, lines.allSatisfy({ $0.hasPrefix("/") || $0.hasPrefix("'/") }), printed.contains(place.program)
        else { return nil }
        // What lies between is to be in directories that the driver has made just now; the lab's own will do.
        let made = ((try? FileManager.default.contentsOfDirectory(atPath: place.build)) ?? []).filter { $0.hasPrefix("TemporaryDirectory.") }
        let local = made.reduce(lines.joined(separator: "\n")) { $0.replacing("\(place.build)/\($1)/", with: place.build + "/") }
        self.init(local, in: place)
    }

    private init(_ lines: String, in place: PrivateDirectory) { template = lines.replacing(place.name, with: Self.placeholder) }

    init(_ entry: CacheEntry) { template = String(decoding: entry.export, as: UTF8.self) }

    func entry(for key: CacheKey) -> CacheEntry { CacheEntry(material: key.material, export: Array(template.utf8), notes: "") }

    /// The commands for a directory, up to the first that fails.
    func script(in place: PrivateDirectory) -> String { "set -e\n" + text(in: place) }

    private func text(in place: PrivateDirectory) -> String { template.replacing(Self.placeholder, with: place.name) }

    // MARK: Without programs in between

    /// What to do in three steps, of which the one in the middle takes no program.
    struct Parts {
        /// For a shell.
        var compilation: String
        /// Where the compiler leaves the object file.
        var object: String
        /// Where the linker reads the libraries that the object file asks for.
        var libraries: String
        /// For a shell.
        var link: String
    }

    /// `nil` if the driver's commands are to be run as they are.
    func parts(in place: PrivateDirectory) -> Parts? {
        let lines = text(in: place).split(separator: "\n").map(String.init)
        guard lines.count == 3, lines[1].hasPrefix(Self.mark) else { return nil }
        let paths = lines[1].dropFirst(Self.mark.count).split(separator: " ")
        return paths.count == 2 ? Parts(compilation: lines[0], object: String(paths[0]), libraries: String(paths[1]), link: lines[2]) : nil
    }

    /// The same, as three steps, if they are the usual three: compiling, `swift-autolink-extract OBJECT -o FILE`, and linking.
    func inParts(for place: PrivateDirectory) -> CompilationJobs? {
        let lines = text(in: place).split(separator: "\n")
        guard lines.count == 3 else { return nil }
        let words = lines[1].split(separator: " ", omittingEmptySubsequences: false)
        let isPlain = !lines[1].contains { "'\"\\".contains($0) }
        guard isPlain, words.count == 4, words[0].hasSuffix("/swift-autolink-extract"), words[2] == "-o" else { return nil }
        return CompilationJobs("\(lines[0])\n\(Self.mark)\(words[1]) \(words[3])\n\(lines[2])", in: place)
    }

    /// What to ask the linking program, which is clang, for the command that it would run.
    static func question(_ link: String) -> String { link + " -###" }
    /// What stands in the file of libraries meanwhile.
    static let anyLibrary = "-lwhat-the-lab-asks-for"

    /// The same, with the linker itself in place of what starts it.
    ///
    /// - Parameter answer: to the ``question(_:)``: one command, each word in quotation marks as a shell reads them
    func linking(by answer: String, for place: PrivateDirectory) -> CompilationJobs? {
        guard let parts = parts(in: place) else { return nil }
        let commands = answer.split(separator: "\n").filter { $0.hasPrefix(" \"/") }
        guard commands.count == 1, let command = commands.first?.dropFirst(), !command.contains("`"), command.contains(place.program),
            command.contains("\"\(Self.anyLibrary)\"")
        else { return nil }
        let link = command.replacing("\"\(Self.anyLibrary)\"", with: "\"@\(parts.libraries)\"")
        return CompilationJobs("\(parts.compilation)\n\(Self.mark)\(parts.object) \(parts.libraries)\n\(link)", in: place)
    }
}
