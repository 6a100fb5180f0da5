internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What a lab is compiled against: the module `Warren` and the archive `libWarrenLab.a`, and of the modules that stand
/// beside them those that the lab imports.
struct LabLibrary: Sendable {
    static let archiveName = "libWarrenLab.a"
    static let remedy = "make build, or for an installed program make install"

    /// The directory of the archive, absolute.
    var directory: String
    /// The directory of the module.
    var modules: String { directory + "/Modules" }
    var module: FileIdentity
    var archive: FileIdentity
    /// In the order of their names. Empty until ``findModules(importedBy:)``.
    private(set) var imported: [Module] = []

    /// A further module: `X.swiftmodule` or `X.swiftinterface` beside Warren's own, and `libX.a` beside
    /// `libWarrenLab.a`.
    struct Module: Sendable {
        var name: String
        var module: FileIdentity
        var archive: FileIdentity
    }

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
        guard let archive = FileIdentity(directory + "/" + Self.archiveName),
            let module = Self.module("Warren", in: directory), let real = realpath(directory, nil)
        else { return nil }
        defer { free(real) }
        self.directory = String(cString: real)
        self.module = module
        self.archive = archive
    }

    /// A module for this very compiler, or an interface that any later one reads.
    private static func module(_ name: String, in directory: String) -> FileIdentity? {
        FileIdentity("\(directory)/Modules/\(name).swiftmodule")
            ?? FileIdentity("\(directory)/Modules/\(name).swiftinterface")
    }

    /// Finds those of the further modules that a lab or its folders import. What is none of them, nor a folder, is the
    /// compiler's to find.
    mutating func findModules(importedBy file: LabFile) throws(LoadingError) {
        var known = Set(file.folders.map(\.name) + ["Warren"])
        for one in file.allImports where known.insert(one.module).inserted {
            guard let module = Self.module(one.module, in: directory) else { continue }
            let path = archivePath(of: one.module)
            guard let archive = FileIdentity(path) else {
                let problem = LoadingError.Problem.moduleIsIncomplete(one.module, one.source, missing: path)
                throw LoadingError(path: one.source.file, problem: problem)
            }
            imported.append(Module(name: one.module, module: module, archive: archive))
        }
        imported.sort { $0.name < $1.name }
    }

    /// The names of all further modules, whoever imports them.
    var available: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: modules)) ?? []
        let found = names.compactMap { name in
            [".swiftmodule", ".swiftinterface"].first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
        }
        return Set(found).filter { FileIdentity(archivePath(of: $0)) != nil }.sorted()
    }

    private func archivePath(of module: String) -> String { "\(directory)/lib\(module).a" }
}
