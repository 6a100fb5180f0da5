import CLinux
import Glibc
import Netlink

/// A thread that does one thing and ends, so that nobody else is ever in the namespace that it enters.
enum ThrowawayThread {
    /// Runs `body` in a new, empty network namespace. The namespace lasts as long as somebody holds a socket or a
    /// descriptor of it.
    ///
    /// - Throws: what `body` throws; `EPERM` without CAP_SYS_ADMIN; `EAGAIN` without room for a thread.
    static func inNewNamespace<Value: Sendable>(
        _ body: @escaping @Sendable () throws(NetlinkError) -> Value
    ) throws(NetlinkError) -> Value {
        let work = Work<Value> { () throws(NetlinkError) in
            guard clinux_unshare(CLINUX_CLONE_NEWNET) == 0 else {
                throw NetlinkError(operation: "unshare", errno: errno)
            }
            return try body()
        }
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<AnyWork>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, Unmanaged<AnyWork>.passRetained(work).toOpaque())
        guard status == 0 else {
            Unmanaged<AnyWork>.passUnretained(work).release()
            throw NetlinkError(operation: "pthread_create", errno: status)
        }
        pthread_join(thread, nil)
        guard let result = work.result else { throw NetlinkError(operation: "pthread_create", errno: ECANCELED) }
        return try result.get()
    }

    private class AnyWork {
        func run() {}
    }

    /// The result is written by the thread and read after it was joined: never by two at once.
    private final class Work<Value: Sendable>: AnyWork {
        let body: () throws(NetlinkError) -> Value
        var result: Result<Value, NetlinkError>?

        init(_ body: @escaping () throws(NetlinkError) -> Value) { self.body = body }

        override func run() {
            do throws(NetlinkError) {
                result = .success(try body())
            } catch {
                result = .failure(error)
            }
        }
    }
}
