import Addresses
import Glibc
import Namespaces
import Netlink
import Planning
import Synchronization
import Warren

/// Sends echo requests from a node and gathers what comes back, without any child process.
struct Pinger {
    private let check: PingCheck
    private let namespace: NetworkNamespace
    private let socket: EchoSocket

    /// Tells one ping's packets from another's.
    private static let nextIdentifier = Mutex<UInt16>(UInt16.random(in: 1...UInt16.max))

    init(_ check: PingCheck, in network: Network) throws {
        guard let namespace = network.nodes[check.node]?.namespace else { throw SystemError("ping", errno: ENOENT, check.node) }
        self.check = check
        self.namespace = namespace
        let identifier = Self.nextIdentifier.withLock { value in
            value = value == .max ? 1 : value + 1
            return value
        }
        socket = try namespace.run { try EchoSocket(check, identifier: identifier) }
    }

    /// Sends one request after the other. Each is answered, refused, or given up after the check's timeout; the
    /// next leaves when that is known and the interval has passed.
    func run() throws -> PingResult {
        let destination = SocketAddress(check.destination)
        let payload = (0..<check.size).map { UInt8(truncatingIfNeeded: $0) }
        var result = PingResult(answers: [])
        for sequence in 1...check.count {
            // Asked for by a task that is cancelled, it stops between two requests.
            try Task.checkCancellation()
            let started = ContinuousClock.now
            let next = Deadline(in: check.interval)
            result.answers.append(try ask(destination, UInt16(truncatingIfNeeded: sequence), payload, since: started))
            if check.interval > .zero, sequence != check.count { try pass(until: next) }
        }
        return result
    }

    private func ask(
        _ destination: SocketAddress, _ sequence: UInt16, _ payload: [UInt8], since started: ContinuousClock.Instant
    ) throws -> PingResult.Answer {
        if let error = socket.send(to: destination, sequence: sequence, payload: payload) {
            guard let failure = ICMPFailure(errno: error, mtu: mtu(for: error)) else { throw SystemError("sendto", errno: error, "pinging \(check.destination)") }
            return .refused(failure, by: nil)
        }
        let deadline = Deadline(in: check.timeout)
        while try Poll.wait(for: [socket.descriptor.number], until: deadline) {
            while let event = socket.receive() {
                guard event.sequence == sequence else { continue }
                switch event.answer {
                case .reply: return .reply(ContinuousClock.now - started)
                case .refused(let failure, let by): return .refused(failure, by: by)
                }
            }
        }
        return .silence
    }

    /// Waits for the next request's turn, and takes what comes late from the socket.
    private func pass(until deadline: Deadline) throws {
        while try Poll.wait(for: [socket.descriptor.number], until: deadline) {
            while socket.receive() != nil {}
        }
    }

    /// The MTU that was in the way of a datagram that did not even leave.
    private func mtu(for error: Int32) -> Int {
        guard error == EMSGSIZE, let route = try? namespace.socket.route(to: check.destination) else { return 0 }
        if let mtu = route.mtu { return mtu }
        return (try? namespace.socket.links())?.first { $0.index == route.outputDevice }?.mtu ?? 0
    }
}
