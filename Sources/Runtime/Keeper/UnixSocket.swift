import Glibc
import Namespaces

/// Sockets with paths: unix(7).
package enum UnixSocket {
    /// A socket for a stream of bytes, without a path.
    package static func make() throws(SystemError) -> Descriptor {
        try Descriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0), from: "socket")
    }

    /// One that listens at the path, for this user alone. What was there before is taken away.
    package static func listening(at path: String) throws(SystemError) -> Descriptor {
        let descriptor = try make()
        unlink(path)
        let before = umask(0o177)
        defer { umask(before) }
        guard try withAddress(path, { bind(descriptor.number, $0, $1) }) == 0 else { throw SystemError("bind", path) }
        guard listen(descriptor.number, 16) == 0 else { throw SystemError("listen", path) }
        return descriptor
    }

    /// Passes the path as the kernel takes it to bind(2) or connect(2), and returns what that returns.
    package static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) throws(SystemError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw SystemError("bind", errno: ENAMETOOLONG, path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
