#if canImport(Glibc)
    package import Glibc
#elseif canImport(Musl)
    package import Musl
#endif

/// Reads whole files, but never more than was agreed.
package enum FileContents {
    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - limit: In bytes; a larger file is refused.
    ///   - owner: When given, the file was left by a program that is not trusted: it must be a plain file
    ///     of that user with no second name, and not a symbolic link to what only we may read.
    package static func read(_ path: String, limit: Int, leftBy owner: uid_t? = nil) throws(FileFailure) -> [UInt8] {
        let flags = O_RDONLY | O_CLOEXEC | (owner == nil ? 0 : O_NOFOLLOW | O_NONBLOCK)
        let descriptor = open(path, flags)
        guard descriptor >= 0 else { throw FileFailure(errno: errno) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFailure(errno: errno) }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR { throw FileFailure(errno: EISDIR) }
        if let owner, kind != S_IFREG || status.st_uid != owner || status.st_nlink != 1 {
            throw FileFailure(errno: EPERM)
        }

        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 1 << 14), limit + 1))
        while true {
            let count = buffer.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(errno: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            if bytes.count > limit { throw FileFailure(errno: EFBIG) }
        }
    }

    /// Whether there is something else than a file or a directory by the name: a pipe, a socket or a device, which may never end.
    package static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Puts the bytes into a new file that only this user may read. The corresponding C functions are
    /// `open` with `O_EXCL`, and `write`.
    package static func create(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure(errno: errno) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileFailure(errno: errno) }
            written += count
        }
    }
}

/// A file that could not be read or written.
package struct FileFailure: Error {
    package var errno: Int32

    package init(errno: Int32) { self.errno = errno }

    package var isNotFound: Bool { errno == ENOENT }
    package var isTooLarge: Bool { errno == EFBIG }
    /// Whether another machine, or this one at another time, could read it.
    package var isMachineLimit: Bool { [EMFILE, ENFILE, ENOMEM, EIO].contains(errno) }
    /// Such as `Is a directory`.
    package var reason: String { String(cString: strerror(errno)) }
}

/// The C function, under a name that ``FileContents/read(_:limit:leftBy:)`` does not hide.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
