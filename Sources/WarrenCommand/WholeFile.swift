import Glibc

/// A file that is written as a whole or not at all: nobody reads half of it, and what was there before stays
/// until the new one is complete.
enum WholeFile {
    struct Failure: Error {
        var reason: String
    }

    /// The corresponding C functions are `open`, `write` and `rename`.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure() }
        do throws(Failure) {
            defer { close(descriptor) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure() }
                rest = rest.dropFirst(count)
            }
            guard rename(draft, path) == 0 else { throw failure() }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private static func failure() -> Failure { Failure(reason: String(cString: strerror(errno))) }
}
