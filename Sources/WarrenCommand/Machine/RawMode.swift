import Glibc

/// A terminal that hands on every key as it is typed.
struct RawMode {
    private let descriptor: Int32
    private var before = termios()

    /// `nil` for what is no terminal.
    init?(_ descriptor: Int32) {
        self.descriptor = descriptor
        guard tcgetattr(descriptor, &before) == 0 else { return nil }
        var raw = before
        cfmakeraw(&raw)
        tcsetattr(descriptor, TCSADRAIN, &raw)
    }

    func restore() {
        var before = before
        tcsetattr(descriptor, TCSADRAIN, &before)
    }
}
