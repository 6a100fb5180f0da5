import Glibc

/// Single keys from a terminal, without waiting for the end of a line.
struct KeyInput {
    private let descriptor: Int32

    /// `nil` if standard input or output is no terminal: then there is nobody to ask.
    init?() {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
        descriptor = STDIN_FILENO
    }

    /// Waits for a key; `nil` at the end of input.
    func key() -> Character? {
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else { return nil }
        var raw = before
        // Keys at once and unseen; Ctrl-C goes on being a signal.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(descriptor, TCSANOW, &raw)
        defer { tcsetattr(descriptor, TCSANOW, &before) }
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            return count == 1 ? Character(UnicodeScalar(byte)) : nil
        }
    }

    /// Waits for a line; `nil` at the end of input.
    func line() -> String? { readLine() }
}
