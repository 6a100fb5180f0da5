import CLinux
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

    /// From here on a thread of its own acts on the signals.
    ///
    /// They are caught rather than blocked: threads of libraries unblock what their starter had blocked, and a
    /// signal that finds such a thread would end the program at once. Whoever started this program with a signal
    /// ignored, as a shell does in the background, still has it ignored.
    ///
    /// - Parameter quietly: whether somebody else tells the user
    static func watch(quietly: Bool = false) {
        isQuiet.store(quietly, ordering: .relaxed)
        // Both are made here, because a handler must not make anything.
        _ = signal.load(ordering: .relaxed)
        guard pipe != nil else { return }
        for signal in [SIGINT, SIGTERM] {
            var action = sigaction()
            sigaction(signal, nil, &action)
            if isIgnored(action) { continue }
            action.__sigaction_handler.sa_handler = { number in
                // Known from now on, whenever the thread comes to act on it. Nothing but a store and a write is safe here.
                Interruption.signal.store(number, ordering: .relaxed)
                let error = errno
                var byte = UInt8(truncatingIfNeeded: number)
                if let pipe = Interruption.pipe { _ = write(pipe.write, &byte, 1) }
                errno = error
            }
            action.sa_flags = SA_RESTART
            sigaction(signal, &action, nil)
        }
        var thread = pthread_t()
        let started = pthread_create(&thread, nil, { _ in Interruption.wait() }, nil)
        if started == 0 { pthread_detach(thread) }
    }

    /// From the handler to the thread; made before either, and never closed.
    private static let pipe: (read: Int32, write: Int32)? = {
        var ends: [Int32] = [0, 0]
        return clinux_pipe(&ends) == 0 ? (ends[0], ends[1]) : nil
    }()

    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// What the thread does, for ever.
    private static func wait() -> Never {
        var byte: UInt8 = 0
        while true {
            if let pipe, read(pipe.read, &byte, 1) == 1 { act(on: Int32(byte)) }
        }
    }

    private static func act(on signal: Int32) {
        if let body = action.withLock({ $0 }) {
            body()
        } else {
            if !isQuiet.load(ordering: .relaxed) { complain("warren: interrupted; what was built is gone") }
            _exit(128 + signal)
        }
    }
}
