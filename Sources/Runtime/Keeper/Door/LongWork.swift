import Glibc
import Namespaces

/// What a keeper does for somebody who asked on a thread of its own, because it may take long.
final class LongWork: Sendable {
    /// Who waits for it.
    let caller: ControlConnection
    private let bell: Bell
    private let cancellation: Bell

    /// - Parameter body: whatever it waits for by ``Poll/wait(for:until:)`` is an error once it is cancelled
    init(for caller: ControlConnection, _ body: @escaping @Sendable () -> Void) throws {
        self.caller = caller
        let bell = try Bell(), cancellation = try Bell()
        (self.bell, self.cancellation) = (bell, cancellation)
        pthread_detach(
            try OwnThread.start {
                Poll.$cancellation.withValue(cancellation) { body() }
                bell.ring()
            })
    }

    /// Readable once it has ended.
    var end: Int32 { bell.number }

    var isOver: Bool { bell.hasRung }

    var isCancelled: Bool { cancellation.hasRung }

    func cancel() { cancellation.ring() }

    /// Cancels it, and waits for its end, but not for longer than this.
    func end(within patience: Duration) {
        cancel()
        _ = try? Poll.ready([end], until: Deadline(in: patience))
    }
}
