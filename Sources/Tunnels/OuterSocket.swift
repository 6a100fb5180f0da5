import CLinux
import Glibc
import Namespaces
import Netlink

/// The raw socket on which the tunnel's outer packets leave and arrive (raw(7)).
///
/// The relay writes the outer header and the kernel fills in length, checksum and, without a local address, the
/// source. If the kernel wrote all of it, a header with "don't fragment" would have the identification 0, where
/// the kernel's tunnel has a number; and TTL and type of service would need a control message per packet.
///
/// That the socket exists also keeps the kernel from answering "protocol unreachable".
struct OuterSocket {
    /// IP protocol 4: IPv4 in IPv4.
    static let protocolNumber: UInt8 = 4
    /// As much as can wait between two looks at the socket, in bytes.
    private static let bufferBytes: Int32 = 8 << 20

    private let descriptor: Descriptor

    /// - Parameters:
    ///   - local: the outer source, in host order, which need not be an address of this host yet
    ///   - device: the index of the link that the packets must use
    ///   - writesHeader: whether packets are given with their IP header. Without it the socket cuts into fragments
    ///     what is too long for the path.
    init(local: UInt32?, device: Int32?, writesHeader: Bool = true) throws(SystemError) {
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = try Descriptor(
            Glibc.socket(AF_INET, kind, Int32(Self.protocolNumber)), from: "socket", "the outer side of a tunnel")
        for option in [SO_RCVBUFFORCE, SO_SNDBUFFORCE] where !set(SOL_SOCKET, option, Self.bufferBytes) {
            // Without CAP_NET_ADMIN in the first user namespace: what the system allows.
            set(SOL_SOCKET, option == SO_RCVBUFFORCE ? SO_RCVBUF : SO_SNDBUF, Self.bufferBytes)
        }
        set(SOL_SOCKET, SO_BROADCAST, 1)
        set(Int32(IPPROTO_IP), IP_FREEBIND, 1)
        if writesHeader {
            guard set(Int32(IPPROTO_IP), IP_HDRINCL, 1) else { throw SystemError("setsockopt", "IP_HDRINCL") }
            guard set(Int32(IPPROTO_IP), IP_RECVERR, 1) else { throw SystemError("setsockopt", "IP_RECVERR") }
        } else {
            guard set(Int32(IPPROTO_IP), IP_MTU_DISCOVER, IP_PMTUDISC_DONT) else {
                throw SystemError("setsockopt", "IP_MTU_DISCOVER")
            }
            // It only sends; what arrives here too is not to fill memory.
            shutdown(descriptor.number, Int32(SHUT_RD))
            set(SOL_SOCKET, SO_RCVBUF, 0)
        }
        if let device { set(Int32(IPPROTO_IP), IP_UNICAST_IF, device.bigEndian) }
        guard let local else { return }
        let status = withAddress(local) { bind(descriptor.number, $0, $1) }
        guard status == 0 else { throw SystemError("bind", "a tunnel's local address") }
    }

    /// For `poll`.
    var number: Int32 { descriptor.number }

    /// Sends the first `count` messages, in as few calls as can be, and says which the kernel refused.
    ///
    /// What finds the buffers full is refused too (`EAGAIN`, `ENOBUFS`): a tunnel drops, it does not wait.
    func send(_ messages: MessageVector, count: Int, refused: (_ message: Int, _ errno: Int32) -> Void) {
        var first = 0
        var asked = -1
        while first < count {
            let sent = clinux_sendmmsg(
                descriptor.number, messages.headers + first, UInt32(count - first), Int32(MSG_DONTWAIT))
            if sent > 0 {
                first += Int(sent)
                continue
            }
            let error = errno
            if error == EINTR { continue }
            // An ICMP error that came for an earlier packet is told by the next call, whatever that is for, and
            // nothing is sent. So the same is asked again, and only then it is this packet's own. What a firewall has dropped
            // (EPERM) is never such an error, and is not to be counted twice by it.
            if asked != first, error != EPERM {
                asked = first
                continue
            }
            refused(first, error)
            first += 1
        }
    }

    /// Sends one packet without its outer header, in fragments if it is too long.
    /// - Returns: whether the kernel took it.
    func sendFragmented(_ payload: UnsafeRawBufferPointer, to destination: UInt32, ttl: UInt8, typeOfService: UInt8) -> Bool {
        set(Int32(IPPROTO_IP), IP_TTL, Int32(max(ttl, 1)))
        set(Int32(IPPROTO_IP), IP_TOS, Int32(typeOfService))
        return withAddress(destination) {
            sendto(descriptor.number, payload.baseAddress, payload.count, Int32(MSG_DONTWAIT), $0, $1)
        } >= 0
    }

    /// Takes what has arrived, each packet with its outer header. Returns how many.
    func receive(into messages: MessageVector) -> Int {
        while true {
            let count = clinux_recvmmsg(
                descriptor.number, messages.headers, UInt32(MessageVector.capacity), Int32(MSG_DONTWAIT))
            if count >= 0 { return Int(count) }
            // Anything but an interruption is an error of a packet sent before, now taken off, or nothing to read.
            if errno == EINTR { continue }
            return 0
        }
    }

    @discardableResult
    func set(_ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(descriptor.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    private func withAddress<Value>(_ address: UInt32, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = address.bigEndian
        return withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
