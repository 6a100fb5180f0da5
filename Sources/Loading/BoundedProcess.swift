package import Subprocess

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A program that is run to its end: with no more time, output, memory and privileges than it is given.
///
/// It has a session of its own, `/dev/null` for standard input, and is killed with all its process group
/// when its time is over, when it prints too much, or when the task that waits for it is cancelled.
package struct BoundedProcess: Sendable {
    /// What is done with more output than ``outputLimit``.
    package enum Surplus { case isFatal, isDropped }

    var program: String
    var arguments: [String]
    var environment: [String: String]
    /// Where it runs.
    var directory: String
    /// Whom it is run as; `nil` for ourselves.
    var user: UnprivilegedUser?
    /// Wall-clock time.
    var deadline: Duration
    var limits: ResourceLimits
    /// In bytes, of standard output and standard error together.
    var outputLimit: Int
    var surplus: Surplus

    package struct Ending: Sendable {
        package var status: TerminationStatus
        /// Standard output and standard error, in the order in which they were written.
        package var output: String

        /// Whether it was killed, as it is when its time is over.
        fileprivate var isByKilling: Bool { status == .signaled(SIGKILL) }
    }

    package enum Failure: Error {
        case timedOut, tooMuchOutput, cancelled
        case cannotStart(reason: String)
    }

    package func run() async throws(Failure) -> Ending {
        do {
            return try await withThrowingTaskGroup(of: Ending?.self) { group in
                group.addTask { try await runToEnd() }
                group.addTask {
                    try await Task.sleep(for: deadline)
                    return nil
                }
                defer { group.cancelAll() }
                if let ending = try await group.next() ?? nil { return ending }
                group.cancelAll()
                // On a machine that is very busy, word of an end that came in time comes after that of the time's.
                guard let ending = try? await group.next() ?? nil, !ending.isByKilling else { throw Failure.timedOut }
                return ending
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Task.isCancelled ? .cancelled : .cannotStart(reason: "\(error)")
        }
    }

    private func runToEnd() async throws -> Ending {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
        ]
        let line = try (user?.becoming() ?? []) + ["/bin/sh", "-c", limits.script + "exec \"$@\"", "sh", program] + arguments
        let result = try await Subprocess.run(
            .path(.init(line[0])),
            arguments: Arguments(Array(line.dropFirst())),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.compactMap { name, value in
                    Environment.Key(rawValue: name).map { ($0, value) }
                })),
            workingDirectory: .init(directory),
            platformOptions: options,
            input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution in
            try await collect(execution.standardOutput)
        }
        // Whatever it started and left behind. The group's id is not given away while one of them lives.
        _ = kill(-result.processIdentifier.value, SIGKILL)
        return Ending(status: result.terminationStatus, output: String(decoding: result.closureResult, as: UTF8.self))
    }

    private func collect(_ stream: SubprocessOutputSequence) async throws -> [UInt8] {
        var output: [UInt8] = []
        for try await part in stream {
            let room = outputLimit - output.count
            if part.count > room && surplus == .isFatal { throw Failure.tooMuchOutput }
            part.withUnsafeBytes { output.append(contentsOf: $0.prefix(room)) }
        }
        return output
    }
}

extension BoundedProcess {
    /// As ourselves.
    package init(
        program: String, arguments: [String], environment: [String: String], directory: String,
        deadline: Duration, limits: ResourceLimits, outputLimit: Int, surplus: Surplus
    ) {
        self.init(
            program: program, arguments: arguments, environment: environment, directory: directory, user: nil,
            deadline: deadline, limits: limits, outputLimit: outputLimit, surplus: surplus)
    }
}
