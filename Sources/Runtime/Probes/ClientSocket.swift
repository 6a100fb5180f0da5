import Addresses
import CLinux
import Glibc
import Namespaces
import Planning
import Warren

/// A connecting socket in a node's namespace. It never waits but for what ``Poll`` tells, until its deadline.
struct ClientSocket {
    /// Why a call did not go on.
    enum Obstacle: Error {
        case reset
        case refused(ICMPFailure, by: IPAddress?)
        case deadline
        case failed(SystemError)
    }

    let descriptor: Descriptor
    private let family: IPAddress.Family
    private let transport: Transport

    /// Opens the socket. Must run in the node's namespace.
    init(_ check: ConnectionCheck) throws {
        family = check.destination.family
        transport = check.exchange.transport
        let isIPv4 = family == .ipv4
        let kind = transport == .tcp ? SOCK_STREAM : SOCK_DGRAM
        descriptor = try Descriptor(
            socket(isIPv4 ? AF_INET : AF_INET6, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0),
            from: "socket", "opening a socket to connect")
        // With it the kernel tells which ICMP error ended an attempt, and who sent it.
        var yes: Int32 = 1
        let result = isIPv4
            ? setsockopt(descriptor.number, Int32(IPPROTO_IP), IP_RECVERR, &yes, socklen_t(MemoryLayout<Int32>.size))
            : setsockopt(descriptor.number, Int32(IPPROTO_IPV6), IPV6_RECVERR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard result == 0 else { throw SystemError("setsockopt", "asking for ICMP errors") }
    }

    func connect(to address: SocketAddress, until deadline: Deadline) throws(Obstacle) {
        while true {
            let result = address.with { Glibc.connect(descriptor.number, $0, $1) }
            if result == 0 { return }
            if errno == EINTR { continue }
            if errno != EINPROGRESS { throw obstacle(errno) }
            break
        }
        try wait(POLLOUT, until: deadline)
        try check()
    }

    /// Sends all of the bytes; by UDP as one datagram.
    func send(_ bytes: [UInt8], until deadline: Deadline) throws(Obstacle) {
        var rest = bytes[...]
        repeat {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try wait(POLLOUT, until: deadline)
            } else if errno != EINTR {
                throw obstacle(errno)
            }
        } while !rest.isEmpty
    }

    /// What has come, as soon as anything has; empty at the end of a connection, or for an empty datagram.
    func receive(until deadline: Deadline) throws(Obstacle) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno == EAGAIN {
                try wait(POLLIN, until: deadline)
            } else if errno != EINTR {
                throw obstacle(errno)
            }
        }
    }

    /// Says that nothing more will be sent, and hears the other end out, so that no reset is on the wire.
    func end(within time: Duration) {
        guard transport == .tcp, shutdown(descriptor.number, Int32(SHUT_WR)) == 0 else { return }
        let deadline = Deadline(in: time)
        while let bytes = try? receive(until: deadline), !bytes.isEmpty {}
    }

    private func wait(_ events: Int32, until deadline: Deadline) throws(Obstacle) {
        let told: Int16
        do {
            told = try Poll.wait(for: Int16(events), of: descriptor.number, until: deadline)
        } catch {
            throw .failed(error)
        }
        if told == 0 { throw .deadline }
        if told & Int16(POLLERR) != 0 { try check() }
    }

    /// The socket's own error, which reading it clears.
    private func check() throws(Obstacle) {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &error, &length)
        if error != 0 { throw obstacle(error) }
        // What only the queue knows is told by it: an error that a datagram met.
        if transport == .udp, let queued = queued() { throw queued }
    }

    /// What an error number means here: the ICMP error behind it, if there was one.
    private func obstacle(_ error: Int32) -> Obstacle {
        if let queued = queued() { return queued }
        if error == ECONNREFUSED || error == ECONNRESET || error == EPIPE { return .reset }
        if error == ETIMEDOUT { return .deadline }
        if let failure = ICMPFailure(errno: error, mtu: 0) { return .refused(failure, by: nil) }
        return .failed(SystemError(transport == .tcp ? "connect" : "send", errno: error))
    }

    private func queued() -> Obstacle? {
        var entry = clinux_socket_error()
        while clinux_take_error(descriptor.number, &entry) == 0 {
            let by = entry.version == 0 ? nil : withUnsafeBytes(of: entry.offender) { IPAddress(bytes: $0.prefix(entry.version == 4 ? 4 : 16)) }
            let failure: ICMPFailure? =
                switch entry.origin {
                case 2: ICMPFailure(v4Type: entry.type, entry.code, mtu: Int(entry.info))
                case 3: ICMPFailure(v6Type: entry.type, entry.code, mtu: Int(entry.info))
                default: ICMPFailure(errno: entry.number, mtu: Int(entry.info))
                }
            if let failure { return .refused(failure, by: entry.origin == 1 ? nil : by) }
        }
        return nil
    }
}
