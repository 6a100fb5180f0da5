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
        let remembered = cache.entry(for: key)
        var jobs = remembered.map { CompilationJobs($0) }
        if jobs == nil {
            let printing = try await start(compiler.path, arguments + ["-driver-print-jobs"])
            if printing.status.isSuccess { jobs = CompilationJobs(printed: printing.output, in: directory) }
        }
        guard let jobs else { return nil }
        let ending = try await start("/bin/sh", ["-c", jobs.script(in: directory)])
        // What is wrong with a lab is the same whoever has it compiled. Whatever else fails is for the driver to tell.
        guard ending.status.isSuccess || Self.isOfTheLab(ending.output) else {
            cache.forget(key)
            return nil
        }
        if remembered == nil { cache.store(jobs.entry(for: key), for: key) }
        return ending
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
