import Glibc
import Namespaces

/// A program of somebody's own that runs in a node.
package struct RunningCommand: Sendable {
    package let process: NodeProcess
    let node: String
    let deadline: Deadline
    let started: ContinuousClock.Instant

    /// Why it could not be started.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    /// What became of it.
    package enum Result: Sendable {
        /// With its status as a shell tells it, what it printed, and the last lines of that.
        case ended(Int, output: String, lines: [String], Duration)
        /// It was killed when the time was up.
        case tooLong(lines: [String])
    }

    /// Waits until it has ended, or ends it when the time is up.
    package func wait() throws -> Result {
        if process.awaitEnd(until: deadline), let status = process.status {
            return .ended(Int(status), output: process.log.text, lines: process.log.lines(12), ContinuousClock.now - started)
        }
        process.end()
        return .tooLong(lines: process.log.lines(12))
    }

    /// What became of it, waited for on a thread of its own. Cancelled, it is killed.
    package func result() async throws -> Result {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                do {
                    pthread_detach(try OwnThread.start { continuation.resume(with: Swift.Result { try wait() }) })
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            process.kill()
        }
    }
}
