import CLinux
import Glibc
import Namespaces
import Planning

/// Opens the sockets of servers. To be called in the node's namespace; from then on they are used from anywhere.
enum ServerSocket {
    /// A socket on every address of the node, of both families where the kernel has both.
    static func open(_ server: PlannedServer) throws -> Descriptor {
        let isTCP = server.transport == .tcp
        let kind = Int32((isTCP ? SOCK_STREAM : SOCK_DGRAM).rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let both = socket(AF_INET6, kind, 0)
        let isIPv6 = both >= 0
        guard isIPv6 || errno == EAFNOSUPPORT else { throw SystemError("socket", "\(server)") }
        let descriptor = try isIPv6 ? Descriptor(owning: both) : Descriptor(socket(AF_INET, kind, 0), from: "socket", "\(server)")
        func set(_ level: Int32, _ option: Int32, _ value: Int32) throws {
            var value = value
            guard setsockopt(descriptor.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
                throw SystemError("setsockopt", "\(server)")
            }
        }
        if isIPv6 { try set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        // A stage may take a port over whose last connections are not forgotten yet. For UDP it would let two
        // sockets have one port.
        if isTCP { try set(SOL_SOCKET, SO_REUSEADDR, 1) }
        if !isTCP, clinux_tell_destination(descriptor.number, isIPv6 ? 1 : 0) != 0 { throw SystemError("setsockopt", "\(server)") }
        let address = SocketAddress(.unspecified(isIPv6 ? .ipv6 : .ipv4), port: server.port)
        guard address.with({ bind(descriptor.number, $0, $1) }) == 0 else { throw SystemError("bind", "\(server)") }
        if isTCP, listen(descriptor.number, 1024) != 0 { throw SystemError("listen", "\(server)") }
        return descriptor
    }
}
