import CLinux
import Glibc
import Namespaces
import Synchronization

/// Standard output for what goes on and on: written at once, and an error if nobody reads any more.
enum StandardOutput {
    private static let lost = Atomic<Int32>(0)

    /// Writes what was printed, and remembers if that failed.
    static func flush() {
        let number = clinux_flush_output()
        if number != 0 { lost.store(number, ordering: .relaxed) }
    }

    /// Why something that was printed is lost, as on a full disk; `nil`: nothing is.
    static var failure: SystemError? {
        flush()
        let number = lost.load(ordering: .relaxed)
        return number == 0 ? nil : SystemError("write", errno: number, "standard output")
    }

    static func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }

    static func write(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", "standard output") }
            rest = rest.dropFirst(count)
        }
    }
}
