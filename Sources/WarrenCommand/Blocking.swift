import Dispatch
import Synchronization

/// Waits on the main thread for what only asynchronous code can do. The main thread is none of the pool's, so
/// nothing that the work needs is held up.
enum Blocking {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Value>()
        // Before there is anything to cancel: a compiler that has been started must not be left.
        Interruption.onSignal { box.cancel() }
        defer { Interruption.onSignal(nil) }
        let task = Task {
            let result = await Result { try await work() }
            box.result.withLock { $0 = result }
            done.signal()
        }
        box.begin(task)
        done.wait()
        guard let result = box.result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    private final class Box<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
        private let task = Mutex<(begun: Task<Void, Never>?, isCancelled: Bool)>((nil, false))

        func begin(_ begun: Task<Void, Never>) {
            task.withLock { task in
                task.begun = begun
                if task.isCancelled { begun.cancel() }
            }
        }

        func cancel() {
            task.withLock { task in
                task.isCancelled = true
                task.begun?.cancel()
            }
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
