import Dispatch

/// Asynchronous work, waited for: each figure is of one thing at a time.
enum Waiting {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        // Written before the signal and read after it.
        nonisolated(unsafe) var result: Result<Value, any Error>?
        Task.detached {
            do { result = .success(try await body()) } catch { result = .failure(error) }
            done.signal()
        }
        done.wait()
        guard let result else { throw Execution.Failure(description: "no result") }
        return try result.get()
    }
}
