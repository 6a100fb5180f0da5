import Addresses
import Glibc
import Namespaces
import Packets
import Planning
import Warren

/// A raw ICMP socket in a node's namespace, as ping(8) has one: it sends echo requests and hears replies and
/// errors, those of other pings too.
final class EchoSocket {
    /// What a datagram that arrived says of one of our requests.
    struct Event {
        var sequence: UInt16
        var answer: Answer
        enum Answer {
            case reply
            case refused(ICMPFailure, by: IPAddress?)
        }
    }

    let descriptor: Descriptor
    private let family: IPAddress.Family
    private let identifier: UInt16
    private var buffer = [UInt8](repeating: 0, count: 65_536 + 128)

    /// Opens the socket. Must run in the node's namespace.
    init(_ check: PingCheck, identifier: UInt16) throws {
        family = check.destination.family
        self.identifier = identifier
        let isIPv4 = family == .ipv4
        descriptor = try Descriptor(
            socket(
                isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
                isIPv4 ? Int32(IPPROTO_ICMP) : Int32(IPPROTO_ICMPV6)),
            from: "socket", "opening a raw ICMP socket")
        // "Probe" sets the don't-fragment bit whatever the kernel has learned of the path, so that each request
        // goes out and is refused where it is too large; "don't" leaves the bit off.
        if isIPv4 {
            try set(Int32(IPPROTO_IP), IP_MTU_DISCOVER, check.dontFragment ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT)
            if let ttl = check.ttl { try set(Int32(IPPROTO_IP), IP_TTL, Int32(ttl)) }
        } else {
            try set(Int32(IPPROTO_IPV6), IPV6_MTU_DISCOVER, check.dontFragment ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT)
            if check.dontFragment { try set(Int32(IPPROTO_IPV6), IPV6_DONTFRAG, 1) }
            if let ttl = check.ttl { try set(Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS, Int32(ttl)) }
        }
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
        var value = value
        guard setsockopt(descriptor.number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw SystemError("setsockopt", "option \(option)")
        }
    }

    /// Sends a request; what the node's own kernel says against it is returned as an errno.
    func send(to destination: SocketAddress, sequence: UInt16, payload: [UInt8]) -> Int32? {
        // The kernel fills in the checksum of ICMPv6 itself, for which it needs the source that it chooses.
        var message = ICMPEcho.encode(type: .request, identifier: identifier, sequence: sequence, payload: payload)
        if family == .ipv6 { message[0] = 128 }
        while true {
            let count = destination.with { sendto(descriptor.number, message, message.count, 0, $0, $1) }
            if count >= 0 { return nil }
            if errno != EINTR { return errno }
        }
    }

    /// The next datagram that answers one of our requests; `nil` when there is none left for now.
    func receive() -> Event? {
        while true {
            var source = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutablePointer(to: &source) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor.number, &buffer, buffer.count, 0, $0, &length)
                }
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if let event = event(buffer[..<count], from: Self.address(source)) { return event }
        }
    }

    private func event(_ datagram: ArraySlice<UInt8>, from source: IPAddress?) -> Event? {
        // An IPv4 raw socket sees the IP header, an IPv6 one does not.
        let header = family == .ipv4 ? Self.headerLength(datagram) : 0
        guard let header, datagram.count >= header + 8 else { return nil }
        let message = datagram.dropFirst(header)
        let type = message[message.startIndex], code = message[message.startIndex + 1]
        if type == (family == .ipv4 ? 0 : 129) {
            guard Self.word(message, 4) == identifier, let sequence = Self.word(message, 6) else { return nil }
            return Event(sequence: sequence, answer: .reply)
        }
        let mtu = family == .ipv4 ? Int(Self.word(message, 6) ?? 0) : Int(Self.word(message, 4) ?? 0) << 16 | Int(Self.word(message, 6) ?? 0)
        guard let failure = family == .ipv4 ? ICMPFailure(v4Type: type, code, mtu: mtu) : ICMPFailure(v6Type: type, code, mtu: mtu),
            let sequence = sequence(quoted: message.dropFirst(8))
        else { return nil }
        return Event(sequence: sequence, answer: .refused(failure, by: source))
    }

    /// The sequence number of our request that an error quotes.
    private func sequence(quoted: ArraySlice<UInt8>) -> UInt16? {
        guard let header = family == .ipv4 ? Self.headerLength(quoted) : 40, quoted.count >= header + 8 else { return nil }
        let message = quoted.dropFirst(header)
        guard message[message.startIndex] == (family == .ipv4 ? 8 : 128), Self.word(message, 4) == identifier else { return nil }
        return Self.word(message, 6)
    }

    private static func headerLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first, first >> 4 == 4, first & 0xf >= 5 else { return nil }
        return Int(first & 0xf) * 4
    }

    private static func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt16? {
        let start = bytes.startIndex + offset
        guard start + 1 < bytes.endIndex else { return nil }
        return UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
    }

    private static func address(_ storage: sockaddr_storage) -> IPAddress? {
        withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET: IPAddress(bytes: bytes[4..<8])
            case AF_INET6: IPAddress(bytes: bytes[8..<24])
            default: nil
            }
        }
    }
}

extension ICMPFailure {
    /// From a type and code of RFC 792 and RFC 1812; `nil` for what is no refusal.
    init?(v4Type type: UInt8, _ code: UInt8, mtu: Int) {
        switch (type, code) {
        case (3, 1), (3, 7), (3, 12): self = .hostUnreachable
        case (3, 2): self = .protocolUnreachable
        case (3, 3): self = .portUnreachable
        case (3, 4): self = .fragmentationNeeded(mtu: mtu)
        case (3, 9), (3, 10), (3, 13): self = .prohibited
        case (3, _): self = .netUnreachable
        case (11, _): self = .timeExceeded
        default: return nil
        }
    }

    /// From a type and code of RFC 4443.
    init?(v6Type type: UInt8, _ code: UInt8, mtu: Int) {
        switch (type, code) {
        case (1, 1): self = .prohibited
        case (1, 3): self = .hostUnreachable
        case (1, 4): self = .portUnreachable
        case (1, _): self = .netUnreachable
        case (2, _): self = .fragmentationNeeded(mtu: mtu)
        case (3, _): self = .timeExceeded
        default: return nil
        }
    }

    /// From what a socket call was refused with; `nil` for an error that says nothing of the network.
    init?(errno: Int32, mtu: Int) {
        switch errno {
        case ENETUNREACH: self = .netUnreachable
        case EHOSTUNREACH: self = .hostUnreachable
        case EMSGSIZE: self = .fragmentationNeeded(mtu: mtu)
        case EPERM, EACCES: self = .prohibited
        default: return nil
        }
    }
}
