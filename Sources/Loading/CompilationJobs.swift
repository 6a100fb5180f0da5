internal import FoundationEssentials

/// What the compiler's driver does to make a program of a lab: the commands that it prints when it is asked to.
///
/// For every lab they are the same but for the directory, and the driver takes a third of a compilation's time to find them.
/// So it is asked once for each compiler and library, and what it says is remembered.
struct CompilationJobs: Sendable {
    /// Stands for the name of a ``PrivateDirectory``, of which letters and digits alone differ: so what a shell makes of a
    /// path does not.
    private static let placeholder = PrivateDirectory.name("@")

    /// Lines for a shell.
    private let template: String

    /// Takes what the driver has printed; `nil` if that is anything but commands that work in the directory.
    init?(printed: String, in place: PrivateDirectory) {
        let lines = printed.split(separator: "\n")
        guard lines.count > 1, lines.allSatisfy({ $0.hasPrefix("/") || $0.hasPrefix("'/") }), printed.contains(place.program)
        else { return nil }
        // What lies between is to be in directories that the driver has made just now; the lab's own will do.
        let made = ((try? FileManager.default.contentsOfDirectory(atPath: place.build)) ?? []).filter { $0.hasPrefix("TemporaryDirectory.") }
        let local = made.reduce(lines.joined(separator: "\n")) { $0.replacing("\(place.build)/\($1)/", with: place.build + "/") }
        template = local.replacing(place.name, with: Self.placeholder)
    }

    init(_ entry: CacheEntry) { template = String(decoding: entry.export, as: UTF8.self) }

    func entry(for key: CacheKey) -> CacheEntry { CacheEntry(material: key.material, export: Array(template.utf8), notes: "") }

    /// The commands for a directory, up to the first that fails.
    func script(in place: PrivateDirectory) -> String { "set -e\n" + template.replacing(Self.placeholder, with: place.name) }
}
