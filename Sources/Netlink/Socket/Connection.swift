import CNetlink
import Glibc

/// One netlink socket: what is sent on it and what arrives, without locks and without knowledge of links.
struct Connection {
    /// What one look at the socket finds.
    enum Arrival {
        case datagram(UnsafeRawBufferPointer)
        case nothing
        /// The receive buffer was full: something is lost.
        case overrun
        /// A datagram was longer than the buffer and is lost.
        case truncated
    }

    let handle: OpaquePointer
    let descriptor: Int32
    /// The socket's address, which answers carry. Not the process's number: a process has many sockets.
    let port: UInt32
    /// Whether messages arrive that are nobody's answer.
    let isSubscribed: Bool
    /// How many bytes one datagram may have.
    let datagramBytes: Int
    /// How many messages one datagram may have, so that a refusal of each still fits the receive buffer.
    let datagramMessages: Int
    /// Messages that came between answers, as they came.
    var notifications: [UInt8] = []
    var lostNotifications = false
    /// How long an answer may take.
    var patience: Duration = .seconds(10)
    private var sequence: UInt32 = 1

    /// - Parameter protocolNumber: `NETLINK_ROUTE` or `NETLINK_GENERIC`
    init(protocolNumber: Int32 = NETLINK_ROUTE, groups: Set<NotificationGroup>) throws(NetlinkError) {
        guard let handle = mnl_socket_open2(protocolNumber, Int32(SOCK_CLOEXEC.rawValue)) else {
            throw NetlinkError(operation: "socket", errno: errno)
        }
        self.handle = handle
        isSubscribed = !groups.isEmpty
        descriptor = mnl_socket_get_fd(handle)
        let mask = groups.reduce(0 as UInt32) { $0 | 1 << UInt32($1.rawValue - 1) }
        guard mnl_socket_bind(handle, mask, 0) == 0 else {
            let error = NetlinkError(operation: "bind", errno: errno)
            mnl_socket_close(handle)
            throw error
        }
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

    /// Takes `count` sequence numbers that follow each other and returns the first.
    mutating func takeSequence(_ count: Int) -> UInt32 {
        defer { sequence &+= UInt32(count) }
        return sequence
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws(NetlinkError) {
        while mnl_socket_sendto(handle, bytes.baseAddress, bytes.count) < 0 {
            if errno != EINTR { throw NetlinkError(operation: "sendto", errno: errno) }
        }
    }

    /// Takes one datagram of the kernel's, if there is one. Datagrams from other programs are dropped.
    func look(into buffer: UnsafeMutableRawBufferPointer) throws(NetlinkError) -> Arrival {
        while true {
            var sender = sockaddr_nl()
            var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
            let count = withUnsafeMutablePointer(to: &sender) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(
                        descriptor, buffer.baseAddress, buffer.count,
                        Int32(MSG_DONTWAIT | MSG_TRUNC), $0, &length)
                }
            }
            if count < 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN: return .nothing
                case ENOBUFS: return .overrun
                default: throw NetlinkError(operation: "recvfrom", errno: errno)
                }
            }
            guard sender.nl_pid == 0 else { continue }
            if count > buffer.count { return .truncated }
            return .datagram(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
        }
    }

    /// The same, but waits for something until the deadline.
    ///
    /// The kernel has answered by the time `send` returns, so that this hardly ever waits.
    /// - Throws: `ETIMEDOUT` for an answer that does not come.
    func receive(
        into buffer: UnsafeMutableRawBufferPointer, until deadline: inout ContinuousClock.Instant?
    ) throws(NetlinkError) -> Arrival {
        while true {
            let arrival = try look(into: buffer)
            guard case .nothing = arrival else { return arrival }
            let end = deadline ?? .now + patience
            deadline = end
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else {
                throw NetlinkError(operation: "recvfrom", errno: ETIMEDOUT, message: "the kernel's answer is missing")
            }
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, Int32(left.rounded(.up))) < 0, errno != EINTR {
                throw NetlinkError(operation: "poll", errno: errno)
            }
        }
    }

    /// Puts a message that is no answer aside, for those who have subscribed.
    mutating func keep(_ message: Messages.Message) {
        guard isSubscribed, message.type >= Int(NLMSG_MIN_TYPE) else { return }
        message.append(to: &notifications)
    }
}
