internal import Subprocess
internal import Warren

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One run of a compiled lab: from the program to the JSON that it leaves.
struct LabEvaluation: Sendable {
    static let printLimit = 64 << 10
    static let exportLimit = 64 << 20
    static let memoryLimit = 1 << 30

    var file: LabFile
    var directory: PrivateDirectory
    var user: UnprivilegedUser?
    var limit: Duration
    /// What the lab's parameters are set to, by their names.
    var settings: [String: String] = [:]

    /// As the compiled lab takes them, in an order that is always the same.
    static func arguments(_ settings: [String: String]) -> [String] {
        settings.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
    }

    /// What the lab left, `[]` when it made no lab, and what it printed.
    func run() async throws(LoadingError) -> (export: [UInt8], printed: String) {
        let process = BoundedProcess(
            program: directory.program, arguments: ["--export", directory.export] + Self.arguments(settings),
            environment: [
                "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": directory.run, "TMPDIR": directory.run,
                // A crash is told in one line; the backtrace would be of Warren's own making.
                "SWIFT_BACKTRACE": "enable=no",
            ],
            directory: directory.run, user: user, deadline: limit,
            limits: ResourceLimits(
                processorTime: max(1, Int(limit.seconds.rounded(.up)) + 1), memory: Self.memoryLimit,
                fileSize: Self.exportLimit, mayFork: false),
            outputLimit: Self.printLimit, surplus: .isFatal)
        let ending: BoundedProcess.Ending
        do throws(BoundedProcess.Failure) {
            ending = try await process.run()
        } catch {
            throw failure(error.problem(timedOut: .evaluationTimedOut(seconds: limit.seconds), of: process))
        }
        switch ending.status {
        case .exited(0): return (try export(), ending.output)
        case .signaled(SIGXCPU): throw failure(.evaluationTimedOut(seconds: limit.seconds))
        case .signaled(SIGXFSZ): throw failure(.tooMuchOutput(limit: Self.exportLimit))
        case .exited(127) where ending.output.contains("error while loading shared libraries"):
            throw failure(.cannotEvaluate(reason: unreachableRuntime(ending.output)))
        case .exited where user != nil && ending.output.hasPrefix("setpriv: "):
            throw failure(.cannotEvaluate(reason: String(ending.output.prefix { $0 != "\n" })))
        case .exited(let status): throw crash("status \(status)", ending.output)
        case .signaled(let signal):
            throw crash("signal \(signal) (\(String(cString: strsignal(signal))))", ending.output)
        }
    }

    /// A lab that made no `Lab` leaves no file.
    private func export() throws(LoadingError) -> [UInt8] {
        do throws(FileFailure) {
            return try FileContents.read(directory.export, limit: Self.exportLimit, leftBy: user?.user ?? geteuid())
        } catch {
            if error.isNotFound { return Array("[]".utf8) }
            if error.isTooLarge { throw failure(.tooMuchOutput(limit: Self.exportLimit)) }
            throw failure(.cannotEvaluate(reason: "what the lab left: \(error.reason)"))
        }
    }

    /// Swift says `LabFile/lab.swift:7: Fatal error: …` before it traps, or names a file of a folder.
    private func crash(_ ending: String, _ output: String) -> LoadingError {
        let marker = "Fatal error: "
        var place: SourceLocation?
        var message: String?
        var rest: [Substring] = []
        for text in output.split(separator: "\n") {
            if text == "Current stack trace:" { break }  // of Swift's runtime and Warren's library
            guard message == nil, let found = text.firstRange(of: marker) else {
                rest.append(text)
                continue
            }
            message = String(text[found.upperBound...])
            place = file.place(ofCrash: text)
        }
        return failure(
            .evaluationCrashed(
                ending: ending, place: place, message: message, output: rest.suffix(20).joined(separator: "\n")))
    }

    private func unreachableRuntime(_ output: String) -> String {
        let user = user.map { "user \($0.user)" } ?? "this user"
        return "\(user) cannot read the Swift runtime: install Swift where every user can read it (\(output.prefix(200)))"
    }

    private func failure(_ problem: LoadingError.Problem) -> LoadingError {
        LoadingError(path: file.path, problem: problem)
    }
}
