#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Which file it is and which state of it: what changes when a compiler or a library is replaced.
package struct FileIdentity: Sendable, Hashable, Codable {
    /// With every symbolic link followed.
    package var path: String
    package var device: UInt64
    package var inode: UInt64
    package var size: Int64
    /// The last change of the content, in nanoseconds since 1970.
    package var modified: Int64

    /// `nil` when there is nothing at the path.
    package init?(_ path: String) {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        self.path = String(cString: real)
        var status = stat()
        guard stat(real, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    package var description: String { "\(path) \(device) \(inode) \(size) \(modified)" }
}
