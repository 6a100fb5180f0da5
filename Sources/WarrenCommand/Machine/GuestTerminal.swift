import Glibc
import Namespaces
import VirtualMachine

/// This process as the terminal of a program in the guest: input, output, signals and the window's size go through.
final class GuestTerminal {
    /// What the program has of this process.
    struct Wants {
        /// Whether it reads its input, which it then has as it is typed. What only tells is left the terminal's own ways.
        var readsInput: Bool
        /// Where its packets are written to.
        var packets: Int32?
    }

    private let connection: GuestConnection
    private let wants: Wants
    private let signals: SignalPipe
    private let isOnTerminal: Bool
    private var isInputOpen: Bool
    private var isOutputOpen = true

    /// Starts the program.
    ///
    /// - Parameter path: where the machine is spoken to
    init(_ words: [String], at path: String, _ wants: Wants) throws {
        self.wants = wants
        let (input, output, errors) = (isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, isatty(STDERR_FILENO) == 1)
        isOnTerminal = output && errors && (input || !wants.readsInput)
        isInputOpen = wants.readsInput
        signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP, SIGQUIT] + (isOnTerminal ? [SIGWINCH] : []))
        connection = try GuestConnection(to: path)
        try connection.start(
            ProgramRequest(words, environment: GuestEnvironment.own, terminal: isOnTerminal ? Self.size : nil, writesPackets: wants.packets != nil))
        if !wants.readsInput, !isOnTerminal { try connection.endInput() }
    }

    /// Goes on until the program has ended, and says how.
    func run() throws -> ProgramEnd {
        let mode = isOnTerminal && wants.readsInput ? RawMode(STDIN_FILENO) : nil
        defer { mode?.restore() }
        // Whoever reads may go at any time; the program is told so.
        signal(SIGPIPE, SIG_IGN)
        while true {
            var readiness = Readiness()
            for descriptor in [connection.number, signals.number] { readiness.add(descriptor) }
            if isInputOpen, connection.credit > 0 { readiness.add(STDIN_FILENO) }
            if isOutputOpen, !isOnTerminal { readiness.add(STDOUT_FILENO, reads: false) }
            try readiness.wait(nil)
            if readiness.canRead(signals.number) { try pass(signals.next()) }
            if isInputOpen, connection.credit > 0, readiness.canRead(STDIN_FILENO) { try passInput() }
            if isOutputOpen, readiness.isHungUp(STDOUT_FILENO) { try closeOutput() }
            guard readiness.canRead(connection.number) else { continue }
            guard let events = try connection.receive() else { throw MachineFailure("the virtual machine has ended") }
            for event in events {
                switch event {
                case .output(let bytes): if isOutputOpen, !Self.write(bytes, to: STDOUT_FILENO) { try closeOutput() }
                case .errors(let bytes): _ = Self.write(bytes, to: STDERR_FILENO)
                case .packets(let bytes):
                    guard let file = wants.packets else { break }
                    if !Self.write(bytes, to: file) { throw SystemError("write", "the packets") }
                case .outputEnd: break
                case .refused(let number): throw SystemError("posix_spawn", errno: number, "in the virtual machine")
                case .ended(let how): return how
                }
            }
        }
    }

    private func pass(_ signal: Int32) throws {
        if signal == SIGWINCH { try connection.resize(Self.size) } else { try connection.signal(signal) }
    }

    private func passInput() throws {
        var buffer = [UInt8](repeating: 0, count: min(32768, connection.credit))
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        if count > 0 {
            try connection.send(input: buffer.prefix(count))
        } else {
            isInputOpen = false
            try connection.endInput()
        }
    }

    private func closeOutput() throws {
        isOutputOpen = false
        try connection.closeOutput()
    }

    /// - Returns: whether anybody reads still
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static var size: TerminalSize {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return TerminalSize(rows: 24, columns: 80) }
        return TerminalSize(rows: size.ws_row, columns: size.ws_col)
    }
}
