import FoundationEssentials
import Glibc
import Namespaces

/// One question to a keeper, and what is said to it. The question is JSON, and the end of the asker's sending ends it;
/// what is said is a line of JSON for each ``ControlMessage``.
package final class ControlConnection: Sendable {
    /// No asker may hold the keeper up for longer than this, in seconds.
    static let keepersPatience = timeval(tv_sec: 5, tv_usec: 0)

    private let descriptor: Descriptor
    /// For poll: hung up when nobody waits for an answer any more.
    package var number: Int32 { descriptor.number }

    /// - Parameter patience: how long each call may wait
    init(_ descriptor: Descriptor, patience: timeval) {
        self.descriptor = descriptor
        var patience = patience
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor.number, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    // MARK: The keeper's end

    /// What is asked.
    ///
    /// - Throws: an error if that does not come in time, or makes no sense.
    func request() throws -> ControlRequest {
        let text = try readAll { throw SystemError("read", errno: ETIMEDOUT) }
        return try JSONDecoder().decode(ControlRequest.self, from: Data(text))
    }

    /// - Throws: `SystemError` if nobody listens any more.
    package func send<News, Answer>(_ message: ControlMessage<News, Answer>) throws {
        try pass(Array(try JSONEncoder().encode(message)) + [0x0a])
    }

    /// Sends lines that somebody else has written.
    package func pass(_ lines: [UInt8]) throws {
        try write(lines) { throw SystemError("send", errno: ETIMEDOUT) }
    }

    /// Says why there is no answer.
    package func fail(_ failure: ControlFailure) { try? send(ControlMessage<Never, Never>.failure(failure)) }

    /// Whether nobody waits for an answer any more: what was asked for is not wanted then, as when this process was
    /// stopped, and the other was told that it cannot answer.
    var isHungUp: Bool {
        var polled = pollfd(fd: number, events: 0, revents: 0)
        return poll(&polled, 1, 0) > 0 && Int32(polled.revents) & Int32(POLLHUP | POLLERR) != 0
    }

    // MARK: The asker's end

    /// Connects with the keeper that listens at the path.
    ///
    /// - Parameter idle: called whenever nothing has happened for half a second; throws if waiting longer is of no use
    static func open(_ path: String, idle: () throws -> Void) throws -> ControlConnection {
        let connection = ControlConnection(try UnixSocket.make(), patience: timeval(tv_sec: 0, tv_usec: 500_000))
        while try UnixSocket.withAddress(path, { connect(connection.number, $0, $1) }) != 0 {
            guard errno == EAGAIN || errno == EINTR else { throw SystemError("connect", path) }
            try idle()
        }
        return connection
    }

    /// Asks, and passes on each line that the keeper says to it.
    func ask(_ request: [UInt8], idle: () throws -> Void, line: ([UInt8]) throws -> Void) throws {
        try write(request, idle: idle)
        shutdown(number, Int32(SHUT_WR))
        var rest: [UInt8] = []
        while let bytes = try read(idle: idle) {
            rest += bytes
            // A line may be long, and come in many pieces.
            guard bytes.contains(0x0a) else { continue }
            var lines = rest.split(separator: 0x0a, omittingEmptySubsequences: false)
            rest = Array(lines.removeLast())
            for text in lines { try line(Array(text)) }
        }
    }

    // MARK: Bytes

    private func readAll(idle: () throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try read(idle: idle) { bytes += more }
        return bytes
    }

    /// What comes next; `nil` at the end.
    private func read(idle: () throws -> Void) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(number, &buffer, buffer.count)
            if count >= 0 { return count == 0 ? nil : Array(buffer.prefix(count)) }
            if errno == EAGAIN { try idle() } else if errno != EINTR { throw SystemError("read") }
        }
    }

    private func write(_ bytes: [UInt8], idle: () throws -> Void) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
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
