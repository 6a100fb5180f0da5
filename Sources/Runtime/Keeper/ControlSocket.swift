import FoundationEssentials
import Glibc

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
        descriptor = try Self.socket()
        unlink(path)
        let before = umask(0o177)
        defer { umask(before) }
        guard try Self.withAddress(path, { bind(descriptor.number, $0, $1) }) == 0, listen(descriptor.number, 16) == 0 else {
            throw SystemError("bind", path)
        }
    }

    /// Takes one connection, reads its request, and sends what `answer` makes of it. A peer that does not speak
    /// sense is hung up on.
    func serve<Request: Decodable, Reply: Encodable>(_ answer: (Request) -> Reply) {
        let number = accept(descriptor.number, nil, nil)
        guard number >= 0 else { return }
        let peer = Descriptor(owning: number)
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard let request = try? JSONDecoder().decode(Request.self, from: Data(Self.readAll(peer))),
            let reply = try? JSONEncoder().encode(answer(request))
        else { return }
        Self.write(Array(reply), to: peer)
    }

    /// Sends a request to the keeper that listens at the path, and waits for its reply.
    static func ask<Request: Encodable, Reply: Decodable>(_ request: Request, at path: String) throws -> Reply {
        let descriptor = try socket()
        guard try withAddress(path, { connect(descriptor.number, $0, $1) }) == 0 else { throw SystemError("connect", path) }
        write(Array(try JSONEncoder().encode(request)), to: descriptor)
        shutdown(descriptor.number, Int32(SHUT_WR))
        return try JSONDecoder().decode(Reply.self, from: Data(readAll(descriptor)))
    }

    private static func socket() throws -> Descriptor {
        try Descriptor(
            Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0), from: "socket")
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw SystemError("bind", errno: ENAMETOOLONG, path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }

    private static func readAll(_ descriptor: Descriptor) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Descriptor) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
