#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What a lab is compiled against: the module `Warren` and the archive `libWarrenLab.a`.
struct LabLibrary: Sendable {
    static let archiveName = "libWarrenLab.a"
    static let remedy = "make build, or for an installed program make install"

    /// The directory of the archive, absolute.
    var directory: String
    /// The directory of the module.
    var modules: String { directory + "/Modules" }
    var module: FileIdentity
    var archive: FileIdentity

    /// Found without any setting: beside the program as it is built (`.build/release`), or in
    /// `<prefix>/lib/warren` when the program was installed as `<prefix>/bin/warren`.
    static func locate(override: String?, path: String) throws(LoadingError) -> LabLibrary {
        let candidates = override.map { [$0] } ?? places(program: FileIdentity("/proc/self/exe")?.path)
        for candidate in candidates {
            if let library = LabLibrary(directory: candidate) { return library }
        }
        throw LoadingError(path: path, problem: .libraryMissing(searched: candidates, remedy: remedy))
    }

    static func places(program: String?) -> [String] {
        guard let program, let slash = program.lastIndex(of: "/") else { return [] }
        let directory = String(program[..<slash])
        guard directory.hasSuffix("/bin") else { return [directory] }
        return [directory, directory.dropLast(4) + "/lib/warren"]
    }

    init?(directory: String) {
        let modules = directory + "/Modules/"
        // A module for this very compiler, or an interface that any later one reads.
        guard let archive = FileIdentity(directory + "/" + Self.archiveName),
            let module = FileIdentity(modules + "Warren.swiftmodule") ?? FileIdentity(modules + "Warren.swiftinterface"),
            let real = realpath(directory, nil)
        else { return nil }
        defer { free(real) }
        self.directory = String(cString: real)
        self.module = module
        self.archive = archive
    }
}
