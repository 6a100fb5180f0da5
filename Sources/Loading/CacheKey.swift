/// Everything that decides what is remembered: what a lab file evaluates to, or how labs are compiled.
///
/// A lab does no I/O and runs in a fixed environment, so that its text, its parameters' values, the compiler,
/// the library and the flags are all. The file's path is not part of it: the text is compiled under a fixed name.
struct CacheKey: Sendable {
    /// To be raised when the form of an entry changes, or what a lab is compiled and run with.
    static let version = 2

    /// All of it, in full: an entry holds it too, and is believed only when both are the same.
    let material: [UInt8]
    /// What the entry's file is called.
    let name: String

    /// Of what a lab evaluates to.
    init(source: [UInt8], settings: [String: String] = [:], compiler: SwiftCompiler, library: LabLibrary) {
        let facts = Self.facts(compiler, library) + LabEvaluation.arguments(settings)
        material = facts.flatMap { CacheEntry.field(Array($0.utf8)) } + CacheEntry.field(source)
        name = Fingerprint(material).text + ".evaluated"
    }

    /// Of how the compiler's driver compiles a lab.
    init(jobsOf compiler: SwiftCompiler, moduleCache: String, library: LabLibrary, in directory: String) {
        let facts = Self.facts(compiler, library) + ["jobs", directory, moduleCache] + compiler.linker
        material = facts.flatMap { CacheEntry.field(Array($0.utf8)) }
        name = Fingerprint(material).text + ".jobs"
    }

    private static func facts(_ compiler: SwiftCompiler, _ library: LabLibrary) -> [String] {
        ["warren \(version)", compiler.identity.description]
            + [library.directory, library.module.description, library.archive.description]
            + SwiftCompiler.flags + compiler.settings
    }
}
