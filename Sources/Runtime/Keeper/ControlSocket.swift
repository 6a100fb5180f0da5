import FoundationEssentials
import Glibc
import Namespaces

/// The socket by which a keeper is spoken to: `/run/warren/NAME/control`. One request and one reply for each
/// connection, both as JSON; the end of the request is the end of the client's sending.
struct ControlSocket {
    /// No peer may hold the keeper up for longer than this, in seconds.
    private static let patience = 5

    private let descriptor: Descriptor
    /// Readable when somebody wants to speak.
    var number: Int32 { descriptor.number }

    /// Listens at the path, for this user alone.
    init(listeningAt path: String) throws {
        descriptor = try UnixSocket.listening(at: path)
    }

    /// Takes one connection, reads its request, and sends what `answer` makes of it. A peer that does not speak
    /// sense is hung up on.
    func serve<Request: Decodable, Reply: Encodable>(_ answer: (Request) -> Reply) {
        let number = accept(descriptor.number, nil, nil)
        guard number >= 0 else { return }
        let peer = Descriptor(owning: number)
        Self.limit(peer, timeval(tv_sec: Self.patience, tv_usec: 0))
        let giveUp = { throw SystemError("read", errno: ETIMEDOUT) }
        guard let bytes = try? Self.readAll(peer, idle: giveUp), let request = try? JSONDecoder().decode(Request.self, from: Data(bytes)),
            !Self.isGone(peer), let reply = try? JSONEncoder().encode(answer(request))
        else { return }
        try? Self.write(Array(reply), to: peer, idle: giveUp)
    }

    /// Sends a request to the keeper that listens at the path, and waits for its reply.
    ///
    /// - Parameter idle: called whenever nothing has happened for half a second; throws if waiting longer is of no use
    static func ask<Request: Encodable, Reply: Decodable>(_ request: Request, at path: String, idle: () throws -> Void) throws -> Reply {
        let descriptor = try UnixSocket.make()
        limit(descriptor, timeval(tv_sec: 0, tv_usec: 500_000))
        while try UnixSocket.withAddress(path, { connect(descriptor.number, $0, $1) }) != 0 {
            guard errno == EAGAIN || errno == EINTR else { throw SystemError("connect", path) }
            try idle()
        }
        try write(Array(try JSONEncoder().encode(request)), to: descriptor, idle: idle)
        shutdown(descriptor.number, Int32(SHUT_WR))
        let reply = try readAll(descriptor, idle: idle)
        guard !reply.isEmpty else { throw SystemError("read", errno: ECONNRESET, path) }
        return try JSONDecoder().decode(Reply.self, from: Data(reply))
    }

    /// Whether nobody waits for an answer any more: what was asked for is not wanted then, as when this process was
    /// stopped, and the other was told that it cannot answer.
    private static func isGone(_ peer: Descriptor) -> Bool {
        var polled = pollfd(fd: peer.number, events: 0, revents: 0)
        return poll(&polled, 1, 0) > 0 && Int32(polled.revents) & Int32(POLLHUP | POLLERR) != 0
    }

    /// How long each call may wait.
    private static func limit(_ descriptor: Descriptor, _ time: timeval) {
        var time = time
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor.number, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private static func readAll(_ descriptor: Descriptor, idle: () throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor.number, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += buffer.prefix(count)
            } else if errno == EAGAIN {
                try idle()
            } else if errno != EINTR {
                throw SystemError("read")
            }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Descriptor, idle: () throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try idle()
            } else if errno != EINTR {
                throw SystemError("send")
            }
        }
    }
}
