import Glibc
import Namespaces

/// Writing a file in one piece.
package enum WholeFile {
    /// Writes the file, in place of what it held before.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let descriptor = try Descriptor(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644), from: "open", path)
        try write(bytes, to: descriptor, path)
    }

    /// Writes the file so that a reader finds either the old one or the whole new one, whatever happens meanwhile.
    ///
    /// What is no ordinary file (`/dev/null`, a pipe) is written to as it is, and never replaced.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return try write(bytes, to: path) }
        // Through a symbolic link, the file that it leads to is replaced, and not the link.
        let target = realpath(path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        } ?? path
        let new = "\(target).\(getpid()).new"
        let descriptor = try Descriptor(open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644), from: "open", new)
        do throws(SystemError) {
            try write(bytes, to: descriptor, new)
            guard rename(new, target) == 0 else { throw SystemError("rename", target) }
        } catch {
            unlink(new)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Descriptor, _ path: String) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", path) }
            rest = rest.dropFirst(count)
        }
    }
}
