import Glibc

/// What a keeper does for somebody who asked on a thread of its own, because it may take long.
final class LongWork: Sendable {
    /// Who waits for it.
    let caller: ControlConnection
    private let task: Task<Void, Never>
    private let bell: Bell

    /// - Parameter body: ends early once its task is cancelled
    init(for caller: ControlConnection, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        self.caller = caller
        let bell = try Bell()
        self.bell = bell
        task = Task(executorPreference: OwnThreadExecutor()) {
            body()
            bell.ring()
        }
    }

    /// Readable once it has ended.
    var end: Int32 { bell.number }

    var isOver: Bool { (try? Poll.wait(for: [end], until: Deadline(in: .zero))) ?? true }

    var isCancelled: Bool { task.isCancelled }

    func cancel() { task.cancel() }
}

/// Runs tasks on threads of Warren's own. Those of Dispatch take signals, and one that finds such a thread would end a keeper at once.
private final class OwnThreadExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let run: @Sendable () -> Void = { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        // Where no thread is to be had, the keeper itself is busy with it.
        do { pthread_detach(try OwnThread.start(run)) } catch { run() }
    }
}
