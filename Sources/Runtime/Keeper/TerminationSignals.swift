import Glibc
import Namespaces

/// The signals that ask a process to end, as something to poll for beside everything else.
final class TerminationSignals {
    private let bell: Bell
    /// Readable once a signal has come.
    var number: Int32 { bell.number }

    /// Blocks SIGTERM, SIGINT and SIGHUP in the calling thread and in those that it starts, and waits for one on a
    /// thread of its own. To be made before anything is there to clean up, so that none is lost.
    init() throws {
        let bell = try Bell()
        self.bell = bell
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let waited = signals
        pthread_detach(
            try OwnThread.start {
                var set = waited
                var signal: Int32 = 0
                while sigwait(&set, &signal) != 0 {}
                bell.ring()
            })
    }
}
