internal import FoundationEssentials
package import Warren

/// Turns a lab file into a ``Lab``.
///
///     let lab = try await LabLoader().load("labs/pods-across-hosts.swift")
///
/// A Swift file is compiled against the DSL library that stands beside this program, with the folders beside it that it
/// imports, and the result is run without privileges; what it evaluated to is remembered, so that the next load of the
/// same text starts no process at all. A `.lab` or `.json` file is read as it is.
///
/// The paths in every ``SourceLocation`` of the result, in diagnostics and in errors are the path that
/// was given here, as the user typed it, and for files of a folder those beside it.
package struct LabLoader: Sendable {
    /// What `PATH`, `HOME`, `WARREN_SWIFTC`, `WARREN_CACHE` and the others are looked up in.
    var environment: [String: String]
    /// Where the DSL library is; `nil` to look beside this program.
    var library: String?
    /// How long the compiled lab may run.
    var evaluationLimit: Duration
    /// How long the compiler may run.
    var compilationLimit: Duration

    /// - Parameters:
    ///   - environment: The process's own if `nil`.
    ///   - library: The directory of `libWarrenLab.a` and `Modules`; found beside this program if `nil`.
    package init(
        environment: [String: String]? = nil, library: String? = nil,
        evaluationLimit: Duration = .seconds(10), compilationLimit: Duration = .seconds(120)
    ) {
        self.environment = environment ?? ProcessInfo.processInfo.environment
        self.library = library
        self.evaluationLimit = evaluationLimit
        self.compilationLimit = compilationLimit
    }

    /// The lab that the file holds.
    ///
    /// - Parameter settings: what the lab's parameters are set to, by their names; the others have their defaults.
    package func load(_ path: String, settings: [String: String] = [:]) async throws(LoadingError) -> Lab {
        try await loadWithNotes(path, settings: settings).lab
    }

    /// The lab that the file holds, and what the compiler and the lab itself had to say.
    package func loadWithNotes(_ path: String, settings: [String: String] = [:]) async throws(LoadingError) -> LoadedLab {
        let evaluated = try await evaluate(path, settings: settings)
        return LoadedLab(lab: try evaluated.lab(), notes: evaluated.notes, isFromCache: evaluated.isFromCache)
    }

    /// The lab that the file holds, not read yet where that is of no use here: it is remembered, or its file is data.
    package func evaluate(_ path: String, settings: [String: String] = [:]) async throws(LoadingError) -> EvaluatedLab {
        var file = try LabFile(path: path)
        switch file.form {
        case .document:
            let evaluated = EvaluatedLab(path: path, document: file.bytes, isCompiled: false)
            guard settings.isEmpty else {
                throw LoadingError(path: path, problem: .parametersAreFixed(try evaluated.lab().parameters))
            }
            return evaluated
        case .swift:
            try file.checkText()
            try file.readFolders()
            return try await evaluateSwift(file, settings)
        }
    }

    private func evaluateSwift(_ file: LabFile, _ settings: [String: String]) async throws(LoadingError) -> EvaluatedLab {
        var library = try LabLibrary.locate(override: library, path: file.path)
        try library.findModules(importedBy: file)
        let compiler = try SwiftCompiler.locate(environment: environment, path: file.path)
        let cache = LabCache(environment: environment)
        let key = CacheKey(file: file, settings: settings, compiler: compiler, library: library)

        // Only what had been read without a fault was remembered.
        if let entry = cache?.entry(for: key) { return EvaluatedLab(file, entry, isFromCache: true) }

        let entry = try await compileAndRun(file, settings, compiler: compiler, library: library, cache: cache, key: key)
        var evaluated = EvaluatedLab(file, entry, isFromCache: false)
        let lab = try evaluated.lab()
        let faults = ParameterFault.all(of: lab.parameters, settings: settings)
        guard faults.isEmpty else { throw LoadingError(path: file.path, problem: .parameters(faults)) }
        cache?.store(entry, for: key)
        evaluated.read = lab
        return evaluated
    }

    private func compileAndRun(
        _ file: LabFile, _ settings: [String: String], compiler: SwiftCompiler, library: LabLibrary, cache: LabCache?,
        key: CacheKey
    ) async throws(LoadingError) -> CacheEntry {
        let user = UnprivilegedUser.forLabs(environment: environment)
        let directory = try PrivateDirectory(environment: environment, user: user, path: file.path)
        defer { directory.remove() }

        var compilation = Compilation(
            compiler: compiler, file: file, library: library, directory: directory, cache: cache, limit: compilationLimit)
        let warnings: String
        do throws(LoadingError) {
            warnings = try await compilation.run()
        } catch {
            // An error at no place is not the lab's: perhaps the modules that were kept are spoilt.
            guard case .compileFailed(let diagnostics) = error.problem, diagnostics.contains("<unknown>:0: error:"),
                let cache
            else { throw error }
            cache.removeModules()
            compilation.cache = nil
            warnings = try await compilation.run()
        }
        let evaluation = LabEvaluation(file: file, directory: directory, user: user, limit: evaluationLimit, settings: settings)
        let (export, printed) = try await evaluation.run()
        return CacheEntry(material: key.material, export: export, notes: warnings + printed)
    }
}

extension EvaluatedLab {
    /// What is remembered of a file.
    fileprivate init(_ file: LabFile, _ entry: CacheEntry, isFromCache: Bool) {
        self.init(path: file.path, document: entry.export, isCompiled: true)
        notes = file.display(entry.notes)
        self.isFromCache = isFromCache
    }
}
