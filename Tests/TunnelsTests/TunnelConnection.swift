import Glibc
import Synchronization

@testable import Namespaces
@testable import Tunnels

/// A TCP connection between the ends of a `TunnelPair`, over the tunnel.
final class Connection: Sendable {
    enum Outcome: Equatable {
        case none, whole
        case failed(String, errno: Int32)
        case differs(at: Int)
    }

    private let sending: Descriptor
    private let receiving: Descriptor
    private let result = Mutex(Outcome.none)

    var outcome: Outcome { result.withLock { $0 } }

    /// - Parameters:
    ///   - source: of `192.168.source.10`, as `destination` is
    init(from sender: TunnelNode, to receiver: TunnelNode, port: UInt16, source: UInt32 = 10, destination: UInt32 = 11) throws {
        func open(_ node: TunnelNode) throws -> Descriptor {
            try node.namespace.run { try Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0), from: "socket") }
        }
        func named<Value>(_ network: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>) -> Value) -> Value {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            name.sin_addr.s_addr = (0xc0a8_000a | network << 8).bigEndian
            return withUnsafePointer(to: &name) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
        }
        let listening = try open(receiver)
        guard named(destination, port, { bind(listening.number, $0, 16) }) == 0, listen(listening.number, 1) == 0 else {
            throw SystemError("bind")
        }
        let sending = try open(sender)
        // A tunnel that carries nothing ends the test rather than to hold it up.
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(sending.number, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard named(source, 0, { bind(sending.number, $0, 16) }) == 0, named(destination, port, { connect(sending.number, $0, 16) }) == 0 else {
            throw SystemError("connect")
        }
        self.sending = sending
        receiving = try Descriptor(accept(listening.number, nil, nil), from: "accept")
        setsockopt(receiving.number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends so many bytes in pieces of all sizes, and compares what arrives.
    func transfer(_ count: Int, seed: UInt64) {
        var numbers = Numbers(state: seed)
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: numbers.next(256)) }
        let sender = try? OwnThread.start { [self] in
            var pieces = Numbers(state: seed)
            var offset = 0
            while offset < count {
                let size = min(count - offset, Int(pieces.next(3) == 0 ? 1 + pieces.next(3000) : 1 + pieces.next(200_000)))
                let sent = bytes[offset..<offset + size].withUnsafeBytes { send(sending.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard sent > 0 else { return fail("send") }
                offset += sent
            }
            shutdown(sending.number, Int32(SHUT_WR))
        }
        guard let sender else { return fail("pthread_create") }
        defer { pthread_join(sender, nil) }
        var offset = 0
        var buffer = [UInt8](repeating: 0, count: 100_000)
        while true {
            let count = recv(receiving.number, &buffer, buffer.count, 0)
            guard count >= 0 else { return fail("recv") }
            guard count > 0 else { break }
            guard offset + count <= bytes.count, bytes[offset..<offset + count].elementsEqual(buffer[..<count]) else {
                return result.withLock { $0 = .differs(at: offset) }
            }
            offset += count
        }
        result.withLock { if $0 == .none { $0 = offset == count ? .whole : .differs(at: offset) } }
    }

    private func fail(_ call: String) {
        let number = errno
        result.withLock { if $0 == .none { $0 = .failed(call, errno: number) } }
    }
}
