import CNetlink
import Glibc

/// A socket of libmnl's. It is closed with the last reference.
final class MnlTransport: Transport {
    /// Handed over by libmnl and not changed by what is called here: the socket behind it is the kernel's to guard.
    private nonisolated(unsafe) let handle: OpaquePointer
    let descriptor: Int32
    let port: UInt32
    let datagramBytes: Int
    let datagramMessages: Int

    /// Opens a socket in the calling thread's network namespace.
    ///
    /// - Parameters:
    ///   - protocolNumber: `NETLINK_ROUTE` or `NETLINK_GENERIC`
    ///   - groups: whose notifications arrive on it
    init(protocolNumber: Int32, groups: Set<NotificationGroup>) throws(NetlinkError) {
        guard let handle = mnl_socket_open2(protocolNumber, Int32(SOCK_CLOEXEC.rawValue)) else {
            throw NetlinkError(operation: "socket", errno: errno)
        }
        let mask = groups.reduce(0 as UInt32) { $0 | 1 << UInt32($1.rawValue - 1) }
        guard mnl_socket_bind(handle, mask, 0) == 0 else {
            let error = NetlinkError(operation: "bind", errno: errno)
            mnl_socket_close(handle)
            throw error
        }
        self.handle = handle
        descriptor = mnl_socket_get_fd(handle)
        port = mnl_socket_get_portid(handle)
        // Each of the three only betters what the kernel answers: an old kernel that lacks one still serves.
        for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, Int32(NETLINK_GET_STRICT_CHK)] {
            Self.set(descriptor, SOL_NETLINK, option, 1)
        }
        let receive = Self.enlarge(descriptor, SO_RCVBUFFORCE, SO_RCVBUF)
        let send = Self.enlarge(descriptor, SO_SNDBUFFORCE, SO_SNDBUF)
        // The kernel refuses a datagram of more than its send buffer less 32 bytes. Beyond 128 KiB nothing is gained.
        datagramBytes = min(send - 32, 128 << 10)
        // A refusal takes up to 1.3 KiB of the receive buffer, by the kernel's own way of counting.
        datagramMessages = max(receive / 1536, 1)
    }

    deinit { mnl_socket_close(handle) }

    /// 4 MiB each; without CAP_NET_ADMIN in the first user namespace, what the system allows. Returns the result.
    private static func enlarge(_ descriptor: Int32, _ forced: Int32, _ plain: Int32) -> Int {
        if !set(descriptor, SOL_SOCKET, forced, 4 << 20) { set(descriptor, SOL_SOCKET, plain, 4 << 20) }
        var size: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, plain, &size, &length) == 0 ? Int(size) : 4096
    }

    @discardableResult
    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
        guard mnl_socket_sendto(handle, bytes.baseAddress, bytes.count) >= 0 else { throw TransportFailure(errno: errno) }
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> (length: Int, sender: UInt32) {
        var sender = sockaddr_nl()
        var size = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let length = withUnsafeMutablePointer(to: &sender) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT | MSG_TRUNC), $0, &size)
            }
        }
        guard length >= 0 else { throw TransportFailure(errno: errno) }
        return (length, sender.nl_pid)
    }

    func wait(_ time: Duration) throws(TransportFailure) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = poll(&wanted, 1, Int32((time / .milliseconds(1)).rounded(.up)))
        // Interrupted: there may be one.
        guard count >= 0 || errno == EINTR else { throw TransportFailure(errno: errno) }
        return count != 0
    }
}
