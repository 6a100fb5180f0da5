import Dispatch
import Glibc
import Synchronization

/// SIGINT and SIGTERM: the program says so and ends with status 130 or 143. What it has built goes with it,
/// because only its descriptors hold it.
enum Interruption {
    private static let action = Mutex<(@Sendable () -> Void)?>(nil)
    private static let signal = Atomic<Int32>(0)
    private static let isQuiet = Atomic(false)

    /// What the program ends with because a signal has asked it to; `nil` while none has.
    static var status: ExitStatus? {
        switch signal.load(ordering: .relaxed) {
        case 0: nil
        case SIGTERM: .terminated
        default: .interrupted
        }
    }

    /// What to do instead of ending at once, while there is something to undo that no kernel undoes.
    static func onSignal(_ body: (@Sendable () -> Void)?) {
        action.withLock { $0 = body }
    }

    /// From here on signals are waited for by a thread of their own. Threads started later inherit the mask.
    ///
    /// - Parameter quietly: whether somebody else tells the user
    static func watch(quietly: Bool = false) {
        isQuiet.store(quietly, ordering: .relaxed)
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let waited = signals
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Signals(waited))
        pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                var set = Unmanaged<Signals>.fromOpaque(pointer).takeRetainedValue().set
                while true {
                    var signal: Int32 = 0
                    guard sigwait(&set, &signal) == 0 else { continue }
                    Interruption.signal.store(signal, ordering: .relaxed)
                    if let body = Interruption.action.withLock({ $0 }) {
                        body()
                    } else {
                        if !Interruption.isQuiet.load(ordering: .relaxed) { complain("warren: interrupted; what was built is gone") }
                        _exit(128 + signal)
                    }
                }
            }, box.toOpaque())
    }

    private final class Signals: Sendable {
        let set: sigset_t
        init(_ set: sigset_t) { self.set = set }
    }
}
