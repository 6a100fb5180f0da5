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
    /// Where the compiler's modules and its jobs are kept; `nil`: nowhere.
    var cache: LabCache?
    var limit: Duration

    /// Compiles the lab into ``PrivateDirectory/program`` and returns the warnings.
    func run() async throws(LoadingError) -> String {
        let source = directory.build + "/" + SwiftCompiler.sourceName
        unlink(source)
        do throws(FileFailure) {
            try FileContents.create(source, file.bytes)
        } catch {
            throw LoadingError(path: file.path, problem: .cannotEvaluate(reason: "\(source): \(error.reason)"))
        }
        let ending = if let ending = try await runJobs() { ending } else { try await start(compiler.path, arguments) }
        // Whatever the user's umask is, the lab's user has to read it.
        guard ending.status.isSuccess, chmod(directory.program, 0o755) == 0 else {
            throw LoadingError(path: file.path, problem: .compileFailed(diagnostics: file.display(ending.output)))
        }
        return ending.output
    }

    /// For the driver.
    private var arguments: [String] {
        SwiftCompiler.flags + compiler.linker + ["-I", library.modules, "-L", library.directory] + SwiftCompiler.libraries
            + ["-module-cache-path", cache?.moduleCache ?? directory.build + "/modules", SwiftCompiler.sourceName, "-o", directory.program]
    }

    /// Does without the driver what the driver would do; `nil` if it has to do it.
    private func runJobs() async throws(LoadingError) -> BoundedProcess.Ending? {
        guard let cache, compiler.isDriver else { return nil }
        let key = CacheKey(jobsOf: compiler, moduleCache: cache.moduleCache, library: library, in: directory.base)
        let remembered = cache.entry(for: key).map { CompilationJobs($0) }
        guard let jobs = if let remembered { remembered } else { try await askDriver() } else { return nil }
        let ending = try await run(jobs)
        // What is wrong with a lab is the same whoever has it compiled. Whatever else fails is for the driver to tell.
        guard let ending, ending.status.isSuccess || Self.isOfTheLab(ending.output) else {
            cache.forget(key)
            return nil
        }
        if remembered == nil { cache.store(jobs.entry(for: key), for: key) }
        return ending
    }

    /// The driver's commands, with as few programs between compiler and linker as can be; `nil` if it does not say any.
    private func askDriver() async throws(LoadingError) -> CompilationJobs? {
        let printing = try await start(compiler.path, arguments + ["-driver-print-jobs"])
        guard printing.status.isSuccess, let jobs = CompilationJobs(printed: printing.output, in: directory) else { return nil }
        guard let short = jobs.inParts(for: directory), let parts = short.parts(in: directory) else { return jobs }
        // It looks whether they are there.
        defer { for path in [parts.object, parts.libraries] { unlink(path) } }
        do throws(FileFailure) {
            try FileContents.create(parts.object, [])
            try FileContents.create(parts.libraries, Array(CompilationJobs.anyLibrary.utf8))
        } catch {
            return short
        }
        let answer = try await start("/bin/sh", ["-c", CompilationJobs.question(parts.link)])
        return answer.status.isSuccess ? short.linking(by: answer.output, for: directory) ?? short : short
    }

    /// - Returns: `nil` if what the compiler left is none of what linkers are given.
    private func run(_ jobs: CompilationJobs) async throws(LoadingError) -> BoundedProcess.Ending? {
        guard let parts = jobs.parts(in: directory) else { return try await start("/bin/sh", ["-c", jobs.script(in: directory)]) }
        let compilation = try await start("/bin/sh", ["-c", "exec " + parts.compilation])
        guard compilation.status.isSuccess else { return compilation }
        do throws(FileFailure) {
            guard let libraries = AutolinkEntries(object: try FileContents.read(parts.object, limit: 1 << 28)) else { return nil }
            try FileContents.create(parts.libraries, Array(libraries.words.joined(separator: "\n").utf8))
        } catch {
            return nil
        }
        var link = try await start("/bin/sh", ["-c", "exec " + parts.link])
        link.output = compilation.output + link.output
        return link
    }

    private static func isOfTheLab(_ output: String) -> Bool {
        output.split(separator: "\n").contains { $0.hasPrefix(SwiftCompiler.sourceName + ":") && $0.contains(": error: ") }
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
            throw LoadingError(path: file.path, problem: error.problem(timedOut: .compileTimedOut(seconds: limit.seconds), of: process))
        }
    }
}
