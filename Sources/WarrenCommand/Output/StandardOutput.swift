import Glibc
import Runtime

/// Standard output for what goes on and on: written at once, and an error if nobody reads any more.
enum StandardOutput {
    static func write(_ text: String) throws(SystemError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", "standard output") }
            rest = rest.dropFirst(count)
        }
    }
}
