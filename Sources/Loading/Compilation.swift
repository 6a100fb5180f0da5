#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One lab made into a program.
///
/// As ourselves, by root too: the compiler reads a lab but does not run it; the library may be where
/// only we can read it; and a module cache that the lab's user could write would let one lab decide
/// what the next one means.
struct Compilation: Sendable {
    var compiler: SwiftCompiler
    var file: LabFile
    var library: LabLibrary
    var directory: PrivateDirectory
    /// Where the compiler's modules, compiled folders and the linker's command are kept; `nil`: nowhere.
    var cache: LabCache?
    var limit: Duration

    /// Of a module or an object file, in bytes.
    private static let largestPart = 1 << 28

    /// Compiles the lab into ``PrivateDirectory/program`` and returns the warnings.
    func run() async throws(LoadingError) -> String {
        var notes = ""
        for position in file.folders.indices { notes += try await compile(folders: file.folders[...position]) }
        try write(SwiftCompiler.sourceName, file.bytes)
        let ending = if let ending = try await runTools() { ending } else { try await start(compiler.path, arguments) }
        // Whatever the user's umask is, the lab's user has to read it.
        guard ending.status.isSuccess, chmod(directory.program, 0o755) == 0 else { throw failure(ending) }
        return notes + ending.output
    }

    // MARK: The lab

    /// For the driver.
    private var arguments: [String] {
        SwiftCompiler.flags + compiler.linking + ["-module-name", SwiftCompiler.moduleName] + search
            + opened(file.imports, by: "-Xfrontend") + [SwiftCompiler.sourceName] + objects + libraries
            + ["-o", directory.program]
    }

    /// Does without the driver what the driver would do; `nil` if it has to do it.
    private func runTools() async throws(LoadingError) -> BoundedProcess.Ending? {
        guard let tools = compiler.tools else { return nil }
        let object = "lab.o"
        let compiled = try await start(
            tools.frontEnd,
            ["-frontend", "-c", "-primary-file", SwiftCompiler.sourceName] + SwiftCompiler.flags + tools.plugins
                + ["-module-name", SwiftCompiler.moduleName] + search + opened(file.imports) + ["-o", object])
        guard compiled.status.isSuccess else { return isOfTheLab(compiled) ? compiled : nil }
        let key = CacheKey(linkerOf: tools, compiler: compiler)
        guard let needed = needs(of: [object] + objects), let command = try await linker(of: tools, key)
        else { return nil }
        let inputs = [object] + objects + needed + libraries
        var linked = try await start(command.linker, command.arguments(inputs: inputs, program: directory.program))
        linked.output = compiled.output + linked.output
        if linked.status.isSuccess { return linked }
        cache?.forget(key)
        return nil
    }

    /// `nil` if clang does not say how it has a program linked.
    private func linker(of tools: SwiftCompiler.Tools, _ key: CacheKey) async throws(LoadingError) -> LinkerCommand? {
        if let known = cache?.entry(for: key)?.export { return LinkerCommand(answer: String(decoding: known, as: UTF8.self)) }
        let answer = try await start(tools.clang, LinkerCommand.question(tools))
        guard answer.status.isSuccess, let command = LinkerCommand(answer: answer.output) else { return nil }
        cache?.store(CacheEntry(material: key.material, export: Array(answer.output.utf8), notes: ""), for: key)
        return command
    }

    /// What is wrong with a lab is the same whoever has it compiled. Whatever else fails is for the driver to tell.
    private func isOfTheLab(_ ending: BoundedProcess.Ending) -> Bool {
        ending.output.split(separator: "\n").contains {
            $0.hasPrefix(SwiftCompiler.sourceName + ":") && $0.contains(": error: ")
        }
    }

    /// What object files ask for, each word once.
    private func needs(of objects: [String]) -> [String]? {
        var words: [String] = []
        for object in objects {
            guard let bytes = try? read(object), let entries = AutolinkEntries(object: bytes) else { return nil }
            words += entries.words.filter { !words.contains($0) }
        }
        return words
    }

    // MARK: Folders

    /// Compiles the last of the folders into a module and an object file, if that is not remembered, and returns the
    /// warnings.
    private func compile(folders: ArraySlice<SourceFolder>) async throws(LoadingError) -> String {
        guard let folder = folders.last else { return "" }
        let module = folder.name + ".swiftmodule", object = folder.name + ".o"
        let key = CacheKey(folders: folders, compiler: compiler, library: library)
        if let entry = cache?.entry(for: key), let parts = CacheEntry.fields(in: entry.export), parts.count == 2 {
            try write(module, parts[0])
            try write(object, parts[1])
            return entry.notes
        }
        mkdir("\(directory.build)/\(folder.name)", 0o700)
        let sources = folder.files.map { "\(folder.name)/\($0.name)" }
        for (source, file) in zip(sources, folder.files) { try write(source, file.bytes) }
        let ending = try await start(
            compiler.path,
            SwiftCompiler.flags + ["-module-name", folder.name, "-parse-as-library", "-wmo", "-enable-testing"] + search
                + opened(folder.imports, by: "-Xfrontend")
                + ["-emit-module", "-emit-module-path", module, "-c", "-o", object] + sources)
        guard ending.status.isSuccess, let parts = try? [module, object].map(read) else { throw failure(ending) }
        let entry = CacheEntry(material: key.material, export: parts.flatMap(CacheEntry.field), notes: ending.output)
        cache?.store(entry, for: key)
        return ending.output
    }

    /// For all that is in the folders to be seen, and not only what is `public`.
    private func opened(_ imports: [Import], by word: String? = nil) -> [String] {
        let names = Set(imports.map(\.module))
        return file.folders.map(\.name).filter(names.contains)
            .flatMap { ["-testable-import-module", $0] }.flatMap { [word, $0].compactMap(\.self) }
    }

    // MARK: What both need

    /// Where modules are, the folders' first.
    private var search: [String] {
        ["-I", ".", "-I", library.modules, "-module-cache-path", cache?.moduleCache ?? directory.build + "/modules"]
    }

    /// The folders', each before those that it imports.
    private var objects: [String] { file.folders.reversed().map { $0.name + ".o" } }

    private var libraries: [String] {
        ["-L", library.directory] + library.imported.map { "-l" + $0.name }
            + ["-lWarrenLab", "-lFoundationEssentials", "-lswiftSynchronization"]
    }

    private func read(_ name: String) throws(FileFailure) -> [UInt8] {
        try FileContents.read("\(directory.build)/\(name)", limit: Self.largestPart)
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws(LoadingError) {
        let path = "\(directory.build)/\(name)"
        unlink(path)
        do throws(FileFailure) {
            try FileContents.create(path, bytes)
        } catch {
            throw LoadingError(path: file.path, problem: .cannotEvaluate(reason: "\(path): \(error.reason)"))
        }
    }

    private func failure(_ ending: BoundedProcess.Ending) -> LoadingError {
        var diagnostics = file.display(ending.output)
        for one in file.allImports where ending.output.contains("error: no such module '\(one.module)'") {
            let names = library.available.joined(separator: ", ")
            let folder = LabFile.directory(of: file.path) + one.module
            diagnostics += "\(one.source): note: there is no folder \(folder) with Swift files; "
            diagnostics += "beside Warren there is \(names.isEmpty ? "no other module" : names)\n"
        }
        return LoadingError(path: file.path, problem: .compileFailed(diagnostics: diagnostics))
    }

    private func start(_ program: String, _ arguments: [String]) async throws(LoadingError) -> BoundedProcess.Ending {
        let process = BoundedProcess(
            program: program, arguments: arguments,
            environment: compiler.inherited.merging(["LANG": "C.UTF-8", "TMPDIR": directory.build]) { $1 },
            directory: directory.build, deadline: limit,
            limits: ResourceLimits(processorTime: max(1, Int(limit.seconds.rounded(.up))), mayFork: true),
            outputLimit: 256 << 10, surplus: .isDropped)
        do throws(BoundedProcess.Failure) {
            return try await process.run()
        } catch {
            let problem = error.problem(timedOut: .compileTimedOut(seconds: limit.seconds), of: process)
            throw LoadingError(path: file.path, problem: problem)
        }
    }
}
