internal import CLinux
internal import Glibc
internal import Runtime

/// Where other processes of this user's reach a machine: a socket in the lab's directory.
public struct MachineListener: Sendable {
    let descriptor: Descriptor

    public init(at path: String) throws {
        descriptor = try UnixSocket.make()
        unlink(path)
        let before = umask(0o177)
        defer { umask(before) }
        guard try UnixSocket.withAddress(path, { bind(descriptor.number, $0, $1) }) == 0 else { throw SystemError("bind", path) }
        guard listen(descriptor.number, 16) == 0 else { throw SystemError("listen", path) }
        _ = fcntl(descriptor.number, F_SETFL, O_NONBLOCK)
    }

    /// The next connection, if there is one.
    func accept() -> Descriptor? {
        let number = clinux_accept(descriptor.number, nil, nil)
        return number < 0 ? nil : Descriptor(owning: number)
    }
}

/// Sockets with paths: unix(7).
enum UnixSocket {
    static func make() throws(SystemError) -> Descriptor {
        try Descriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0), from: "socket")
    }

    static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) throws(SystemError) -> Int32 {
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
