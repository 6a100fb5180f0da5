import CLinux
import Glibc
import Synchronization

/// Threads of Warren's own, for what must not happen on a shared one: entering a namespace, and waiting.
package enum OwnThread {
    /// Runs `body` on a thread that ends afterwards, and waits for it.
    ///
    /// What the thread enters, nobody else is in: neither another task nor a later use of the thread.
    package static func run<Value>(_ body: @escaping () throws -> Value) throws -> Value {
        // Written by the thread and read after it was joined: never by two at once.
        nonisolated(unsafe) var result: Result<Value, any Error>?
        // Run by the thread alone, while this one waits.
        nonisolated(unsafe) let body = body
        let thread = try start { result = Result { try body() } }
        pthread_join(thread, nil)
        guard let result else { throw SystemError("pthread_create", errno: ECANCELED) }
        return try result.get()
    }

    /// Runs each on a thread of its own, all at once, and waits for all. Of several errors the first body's is thrown.
    ///
    /// - Parameter meanwhile: what the calling thread does before it waits
    package static func runAll<Value: Sendable>(
        _ bodies: [@Sendable () throws -> Value], meanwhile: () -> Void = {}
    ) throws -> [Value] {
        let results = Mutex<[Int: Result<Value, any Error>]>([:])
        var threads: [pthread_t] = []
        do {
            defer { for thread in threads { pthread_join(thread, nil) } }
            for (number, body) in bodies.enumerated() {
                threads.append(
                    try start {
                        let result = Result { try body() }
                        results.withLock { $0[number] = result }
                    })
            }
            meanwhile()
        }
        return try results.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }

    /// Runs `body` on a thread of its own for all, or on two threads at once for a half each where there are more than a
    /// few: so few are gone through in the time that it takes to start another thread.
    ///
    /// The threads take the items in turns: of nodes, those with the most in them often stand together.
    ///
    /// - Parameter meanwhile: what the calling thread does before it waits
    /// - Returns: what came of each, in their order
    package static func runInHalves<Item: Sendable, Value: Sendable>(
        _ items: [Item], meanwhile: () -> Void = {}, _ body: @escaping @Sendable ([Item]) throws -> [Value]
    ) throws -> [Value] {
        let count = items.count > 32 ? 2 : 1
        let parts = (0..<count).map { first in stride(from: first, to: items.count, by: count).map { items[$0] } }
        let results = try runAll(parts.map { part in { try body(part) } }, meanwhile: meanwhile)
        return items.indices.map { results[$0 % count][$0 / count] }
    }

    /// Runs `body` on a throwaway thread in the network namespace that the descriptor refers to.
    package static func run<Value>(in namespace: Int32, _ body: @escaping () throws -> Value) throws -> Value {
        try run { try entering(namespace, body) }
    }

    /// Enters a network namespace and runs `body` in it. The thread must be one that ends soon, and stays inside.
    package static func entering<Value>(_ namespace: Int32, _ body: () throws -> Value) throws -> Value {
        guard clinux_setns(namespace, CLINUX_CLONE_NEWNET) == 0 else { throw SystemError("setns") }
        return try body()
    }

    /// Starts a thread. It takes no signals: those are for the thread that waits for them.
    package static func start(_ body: @escaping @Sendable () -> Void) throws -> pthread_t {
        var all = sigset_t(), before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(body))
        let status = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw SystemError("pthread_create", errno: status)
        }
        return thread
    }

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
