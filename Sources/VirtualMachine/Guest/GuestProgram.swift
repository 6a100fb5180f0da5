internal import CLinux
internal import FoundationEssentials
internal import Glibc
internal import Namespaces

/// A program that runs in the guest for somebody on the host.
final class GuestProgram {
    let stream: UInt32
    let process: pid_t
    /// Readable once the process has ended.
    let ended: Descriptor
    /// Where its input is written to; `nil` once that has ended.
    private(set) var input: Descriptor?
    private(set) var outputs: [(kind: Frame.Kind, descriptor: Descriptor)]
    /// How it ended, as soon as that is known, and when.
    private(set) var end: (how: ProgramEnd, at: ContinuousClock.Instant)?
    /// How many bytes may still be sent to the host.
    var credit = Frame.window
    private var waiting = SendQueue()
    private var endsInput = false
    private let isOnTerminal: Bool

    init(_ request: ProgramRequest, stream: UInt32) throws(SystemError) {
        self.stream = stream
        isOnTerminal = request.terminal != nil
        let ends = try ProgramEnds(request)
        var program = Program(request.arguments)
        if let terminal = ends.terminalName {
            // The leader of a new session gets the terminal that it opens first as its own.
            program.ends = [(0, .file(terminal, O_RDWR)), (1, .descriptor(0)), (2, .descriptor(0))]
        }
        program.ends += ends.inherited.map { ($0, .descriptor($1.number)) }
        program.takesSignalsAnew = true
        program.apart = isOnTerminal ? .session : .group
        program.environment = ProcessInfo.processInfo.environment.merging(request.environment) { $1 }
        process = try program.start()
        ended = try Descriptor(clinux_pidfd_open(process), from: "pidfd_open")
        input = ends.input
        outputs = ends.outputs
    }

    // MARK: Input

    /// How much it has not read yet.
    var hasInputWaiting: Bool { !waiting.isEmpty }

    func take(_ bytes: [UInt8]) {
        if input != nil, !endsInput { waiting.add(bytes) }
    }

    func endInput() {
        endsInput = true
        // On a terminal the end of input is a character.
        if isOnTerminal { waiting.add([4]) }
        if waiting.isEmpty, !isOnTerminal { input = nil }
    }

    /// Writes what the program takes now.
    ///
    /// - Returns: how many bytes it took, or would have taken had it not closed its input
    func flushInput() -> Int {
        let before = waiting.count
        guard let input else {
            waiting = SendQueue()
            return before
        }
        do {
            let count = try waiting.flush(to: input.number)
            if waiting.isEmpty, endsInput, !isOnTerminal { self.input = nil }
            return count
        } catch {
            waiting = SendQueue()
            self.input = nil
            return before
        }
    }

    // MARK: Output

    /// Reads what the program has written, as far as the host has room for it.
    func readOutput(at position: Int) -> (bytes: [UInt8], isEnd: Bool) {
        let limit = min(Frame.chunk, credit)
        guard limit > 0 else { return ([], false) }
        var buffer = [UInt8](repeating: 0, count: limit)
        while true {
            let count = read(outputs[position].descriptor.number, &buffer, limit)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return ([], false) }
            // A terminal says EIO when its last user has gone.
            guard count > 0 else { return ([], true) }
            credit -= count
            return (Array(buffer.prefix(count)), false)
        }
    }

    func closeOutput(at position: Int) { outputs.remove(at: position) }

    /// What it writes next, it is told that nobody reads.
    func closeStandardOutput() {
        if !isOnTerminal { outputs.removeAll { $0.kind == .output } }
    }

    // MARK: Signals and the end

    func send(_ number: Int32) {
        // The group that it leads; what the terminal has in front is another one.
        if kill(-process, number) != 0 { kill(process, number) }
    }

    func resize(_ size: TerminalSize) {
        guard isOnTerminal, let terminal = outputs.first?.descriptor else { return }
        var size = winsize(ws_row: size.rows, ws_col: size.columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal.number, UInt(TIOCSWINSZ), &size)
    }

    func hasEnded(_ status: Int32) {
        let number = status & 0x7f
        end = (number == 0 ? .status(status >> 8 & 0xff) : .signal(number), .now)
    }

    /// Whether nothing more of it can come: what others of its making write later is not waited for.
    var isDrained: Bool {
        guard let end else { return false }
        if outputs.isEmpty { return true }
        guard credit > 0 else { return false }
        // What was last written comes out of a terminal a moment later, and then its end: unless others hold it still.
        return !isOnTerminal || ContinuousClock.now - end.at > .milliseconds(100)
    }
}
