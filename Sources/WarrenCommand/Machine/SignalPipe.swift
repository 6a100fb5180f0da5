import CLinux
import Glibc
import Namespaces

/// Signals as numbers to be read. What whoever started this program had it ignore, it ignores still.
struct SignalPipe {
    /// Readable when a signal has come.
    let number: Int32

    init(_ signals: [Int32]) throws(SystemError) {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe") }
        number = ends[0]
        let writer = ends[1]
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals {
            sigaddset(&set, signal)
            // What is ignored by default cannot be waited for.
            if signal == SIGWINCH { Glibc.signal(signal) { _ in } }
        }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let waited = set
        do {
            pthread_detach(
                try OwnThread.start {
                    var set = waited, signal: Int32 = 0
                    while true {
                        guard sigwait(&set, &signal) == 0 else { continue }
                        var byte = UInt8(truncatingIfNeeded: signal)
                        _ = write(writer, &byte, 1)
                    }
                })
        } catch {
            throw SystemError("pthread_create")
        }
    }

    /// The next signal that has come.
    func next() -> Int32 {
        var byte: UInt8 = 0
        return read(number, &byte, 1) == 1 ? Int32(byte) : SIGTERM
    }
}
