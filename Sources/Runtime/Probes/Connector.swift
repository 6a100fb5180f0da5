import Glibc
import Namespaces
import Planning
import Serving
import Warren

/// Connects from a node, says what a check has to say, and gathers what comes back, without any child process.
struct Connector {
    /// How much of an answer is taken, in bytes.
    private static let longest = 4 << 20

    private let check: ConnectionCheck
    private let namespace: NetworkNamespace
    private let services: Services

    init(_ check: ConnectionCheck, in network: Network) throws {
        guard let namespace = network.nodes[check.node]?.namespace else { throw SystemError("connect", errno: ENOENT, check.node) }
        self.check = check
        self.namespace = namespace
        services = network.services
    }

    /// Makes one attempt after the other, each with a socket of its own.
    func run() throws -> ConnectionResult {
        _ = services.takeVisitors()
        var result = ConnectionResult()
        // All opened with one visit to the namespace, some hundred at a time: descriptors are not endless.
        while result.answers.count < check.count {
            let number = min(check.count - result.answers.count, 100)
            let sockets = try namespace.run { try (0..<number).map { _ in try ClientSocket(check) } }
            for socket in sockets {
                try Task.checkCancellation()
                result.answers.append(try attempt(socket))
            }
        }
        result.visitors = services.takeVisitors()
        return result
    }

    private func attempt(_ socket: ClientSocket) throws -> ConnectionResult.Answer {
        let deadline = Deadline(in: check.timeout)
        let started = ContinuousClock.now
        var isConnected = false
        do {
            try socket.connect(to: SocketAddress(check.destination, port: check.port), until: deadline)
            isConnected = check.exchange.transport == .tcp
            let reply = try exchange(socket, deadline)
            let time = ContinuousClock.now - started
            socket.end(within: .milliseconds(200))
            switch reply {
            case .success(let reply): return .answered(time, reply)
            case .failure(let fault): return .broken(fault)
            }
        } catch let obstacle as ClientSocket.Obstacle {
            switch obstacle {
            case .reset: return isConnected ? .broken(.reset) : .reset
            case .refused(let failure, let by): return .refused(failure, by: by)
            case .deadline: return isConnected ? .broken(.incomplete) : .silence
            case .failed(let error): throw error
            }
        }
    }

    private func exchange(
        _ socket: ClientSocket, _ deadline: Deadline
    ) throws -> Result<ConnectionResult.Reply, ConnectionResult.Fault> {
        switch check.exchange {
        case .bytes(.udp, let sends, _):
            try socket.send(Array(sends.utf8), until: deadline)
            return .success(.bytes(try socket.receive(until: deadline)))
        case .bytes(.tcp, let sends, let expects):
            if !sends.isEmpty { try socket.send(Array(sends.utf8), until: deadline) }
            var heard: [UInt8] = []
            while let expects, heard.count < expects.utf8.count {
                let bytes = try socket.receive(until: deadline)
                if bytes.isEmpty { break }
                heard += bytes
            }
            return .success(.bytes(heard))
        case .get(let path, let host, _, _):
            let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: warren\r\nAccept: */*\r\nConnection: close\r\n\r\n"
            try socket.send(Array(request.utf8), until: deadline)
            var heard: [UInt8] = []
            while heard.count < Self.longest {
                let bytes = try socket.receive(until: deadline)
                heard += bytes
                switch HTTPResponse.read(heard, isEnd: bytes.isEmpty) {
                case .whole(let response): return .success(.http(response))
                case .nonsense: return .failure(heard.isEmpty ? .closed : .notHTTP(Array(heard.prefix(80))))
                case .partial: break
                }
            }
            return .failure(.tooLong(Self.longest))
        }
    }
}
