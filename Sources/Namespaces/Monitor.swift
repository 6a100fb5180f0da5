import Glibc

/// State that threads share and wait for, with its lock: whoever waits is woken by each change, however many wait.
///
/// Unchecked, because the state is touched under the lock alone.
package final class Monitor<State: Sendable>: @unchecked Sendable {
    private var state: State
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init(_ state: State) {
        self.state = state
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // By the clock that nobody sets.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    /// Runs `body` with the state to itself, and lets those who wait look again.
    package func withLock<Value>(_ body: (inout State) throws -> Value) rethrows -> Value {
        pthread_mutex_lock(lock)
        defer {
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(lock)
        }
        return try body(&state)
    }

    /// Waits until `body`, which is asked now and after each change, has a value. The corresponding C function is
    /// pthread_cond_timedwait(3).
    ///
    /// - Returns: `nil` when the deadline has passed
    @discardableResult
    package func wait<Value>(until deadline: Deadline? = nil, for body: (inout State) -> Value?) -> Value? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let value = body(&state) { return value }
            guard let deadline else {
                pthread_cond_wait(changed, lock)
                continue
            }
            if deadline.hasPassed { return nil }
            var end = timespec()
            clock_gettime(CLOCK_MONOTONIC, &end)
            let (seconds, attoseconds) = (deadline.remaining + .nanoseconds(end.tv_nsec)).components
            end.tv_sec += Int(seconds)
            end.tv_nsec = Int(attoseconds / 1_000_000_000)
            pthread_cond_timedwait(changed, lock, &end)
        }
    }
}
