/// Everything that decides what is remembered: what a lab file evaluates to, what a folder beside it is compiled to, or
/// how a lab is linked.
///
/// A lab does no I/O and runs in a fixed environment, so that its text, the folders and modules that it imports, its
/// parameters' values, the compiler, the library and the flags are all. The files' paths are no part of it: a text is
/// compiled under a fixed name.
struct CacheKey: Sendable {
    /// To be raised when the form of an entry changes, or what a lab is compiled and run with.
    static let version = 3

    /// All of it, in full: an entry holds it too, and is believed only when both are the same.
    let material: [UInt8]
    /// What the entry's file is called.
    let name: String

    /// Of what a lab evaluates to.
    init(file: LabFile, settings: [String: String] = [:], compiler: SwiftCompiler, library: LabLibrary) {
        let facts = Self.facts(compiler, library) + LabEvaluation.arguments(settings)
        material = Self.fields(facts) + Self.fields(file.folders) + CacheEntry.field(file.bytes)
        name = Fingerprint(material).text + Self.evaluated
    }

    /// Of what the last of the folders is compiled to, whose files may import the others.
    init(folders: ArraySlice<SourceFolder>, compiler: SwiftCompiler, library: LabLibrary) {
        material = Self.fields(Self.facts(compiler, library)) + Self.fields(folders)
        name = Fingerprint(material).text + Self.compiled
    }

    /// Of what clang says of the linker.
    init(linkerOf tools: SwiftCompiler.Tools, compiler: SwiftCompiler) {
        let facts = ["warren \(Self.version)", compiler.identity.description] + compiler.settings + tools.linking
        material = Self.fields(facts)
        name = Fingerprint(material).text + Self.linker
    }

    private static let evaluated = ".evaluated", compiled = ".compiled", linker = ".linker"

    /// Whether a file of the cache is an entry, by its name.
    static func isEntry(_ name: String) -> Bool { [evaluated, compiled, linker].contains { name.hasSuffix($0) } }

    private static func facts(_ compiler: SwiftCompiler, _ library: LabLibrary) -> [String] {
        ["warren \(version)", compiler.identity.description]
            + [library.directory, library.module.description, library.archive.description]
            + library.imported.flatMap { [$0.name, $0.module.description, $0.archive.description] }
            + SwiftCompiler.flags + compiler.settings
    }

    private static func fields(_ facts: [String]) -> [UInt8] { facts.flatMap { CacheEntry.field(Array($0.utf8)) } }

    /// Each folder with the number of its files, so that no two lists of folders have the same fields.
    private static func fields(_ folders: some Sequence<SourceFolder>) -> [UInt8] {
        folders.flatMap { folder in
            fields(["folder", folder.name, "\(folder.files.count)"])
                + folder.files.flatMap { fields([$0.name]) + CacheEntry.field($0.bytes) }
        }
    }
}
