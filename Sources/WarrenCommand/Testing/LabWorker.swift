import CLinux
import FoundationEssentials
import Glibc
import Reporting
import Runtime

/// A lab that is tested in a process of its own: it can run beside others, and be ended whatever it is doing. The
/// kernel removes its network with it.
final class LabWorker {
    let settings: LabTrial.Settings
    /// Where the lab is in the order of the command line.
    let position: Int
    let process: pid_t
    /// Readable when there are events.
    let output: Int32
    let started = ContinuousClock.now
    /// When it is asked to end, and when it is killed.
    var limit: ContinuousClock.Instant?
    private(set) var isAskedToEnd = false
    private(set) var hasToldItsEnd = false
    /// Open for as long as this process lives, however it ends: a worker whose input ends has lost whoever wants
    /// its results, and ends as well.
    private let lifeline: Int32
    private var rest: [UInt8] = []

    init(_ settings: LabTrial.Settings, at position: Int) throws {
        self.settings = settings
        self.position = position
        let words = ["warren", "test-worker", String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)]
        var input: [Int32] = [0, 0], output: [Int32] = [0, 0]
        guard clinux_pipe(&input) == 0 else { throw SystemError("pipe") }
        defer { close(input[0]) }
        guard clinux_pipe(&output) == 0 else {
            close(input[1])
            throw SystemError("pipe")
        }
        defer { close(output[1]) }
        do {
            // What a terminal's ^C means for it, this process decides.
            process = try OwnProgram.spawn(words, input: input[0], output: output[1], apart: .group, "testing a lab in a process of its own")
        } catch {
            close(input[1])
            close(output[0])
            throw error
        }
        lifeline = input[1]
        self.output = output[0]
    }

    deinit {
        close(lifeline)
        close(output)
    }

    /// The events that have come; `nil` when no more can come.
    func read() -> [LabEvent]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(output, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        guard count > 0 else { return nil }
        rest += buffer.prefix(count)
        var lines = rest.split(separator: 0x0a, omittingEmptySubsequences: false)
        rest = Array(lines.removeLast())
        let events = lines.compactMap { try? JSONDecoder().decode(LabEvent.self, from: Data($0)) }
        if case .ended = events.last { hasToldItsEnd = true }
        return events
    }

    /// Asks it to end, which lets it end a compiler that it has started; a moment later, kills it.
    func end() {
        kill(process, isAskedToEnd ? SIGKILL : SIGTERM)
        limit = isAskedToEnd ? nil : .now + .seconds(2)
        isAskedToEnd = true
    }

    /// Waits for the process, and says how it ended: `signal 9 (Killed)`, `status 3`.
    func ending() -> String {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? "status \(status >> 8 & 0xff)" : "signal \(signal) (\(String(cString: strsignal(signal))))"
    }
}
