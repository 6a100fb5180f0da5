import Addresses
import Planning
import Warren

/// Connections from a node to a port, datagrams to it, or requests by HTTP.
public struct ConnectionSubject: SubjectKind {
    public static let kind = "connection"

    /// A request by HTTP, and the answer that is expected.
    public struct Request: Sendable, Hashable, Codable {
        public var path: String
        public var host: String
        public var status: Int
        /// `nil`: any.
        public var body: String?
    }

    /// What must become of every attempt.
    public enum Expectation: Sendable, Hashable, Codable {
        case answer
        /// The other end refuses.
        case refusal
        /// No answer, whatever the reason.
        case silence
        /// It meets this error.
        case failure(error: ICMPFailure)
    }

    /// The connecting node.
    public var from: String
    /// What the lab calls the target.
    public var to: String
    public var destination: IPAddress
    public var port: UInt16
    public var transport: Transport
    /// What is asked for by HTTP; `nil`: nothing.
    public var request: Request?
    /// What is sent; `nil` by HTTP.
    public var sends: String?
    /// What must come back; `nil`: anything, and by TCP nothing.
    public var receives: String?
    public var count: Int
    /// How long an attempt may take.
    public var timeout: Milliseconds
    public var expects: Expectation

    package init(_ check: ConnectionCheck) {
        from = check.node
        to = check.target
        destination = check.destination
        port = check.port
        transport = check.exchange.transport
        switch check.exchange {
        case .bytes(_, let sends, let expects): (self.sends, receives) = (sends, expects)
        case .get(let path, let host, let status, let body):
            request = Request(path: path, host: host, status: status, body: body)
        }
        count = check.count
        timeout = Milliseconds(check.timeout)
        expects =
            switch check.outcome {
            case .answered: .answer
            case .refused: .refusal
            case .fails: .silence
            case .failsWith(let failure): .failure(error: failure)
            }
    }

    /// `pod-a gets http://pod-b:8080/`, `pod-a connects to tcp 8080 of pod-b`, …
    public var name: String {
        let place = "\(transport.rawValue) \(port) of \(to)"
        switch expects {
        case .answer:
            if let request, let url {
                let status = request.status == 200 ? "" : ": status \(request.status)"
                return "\(from) gets \(url)" + status + (request.body.map { ": \($0.quoted)" } ?? "")
            }
            guard let receives else {
                return transport == .tcp ? "\(from) connects to \(place)" : "\(from) is answered by \(place)"
            }
            return "\(from) hears \(receives.quoted) \(receives == sends ? "back " : "")from \(place)"
        case .refusal: return "\(from) is refused by \(place)"
        case .silence:
            if let url { return "\(from) does not get \(url)" }
            return transport == .tcp ? "\(from) does not connect to \(place)" : "\(from) is not answered by \(place)"
        case .failure(let failure): return "\(from) cannot reach \(place): \(failure)"
        }
    }

    /// The request's URL, in the lab's own names; `nil` where nothing is asked for by HTTP.
    public var url: String? {
        request.map { "http://\(to.contains(":") ? "[\(to)]" : to)" + (port == 80 ? "" : ":\(port)") + $0.path }
    }

    public var expected: String? {
        let place = "\(transport.rawValue) \(port) of \(destination)"
        switch expects {
        case .answer:
            if let request { return "status \(request.status)" + (request.body.map { " and \($0.quoted)" } ?? "") }
            return receives?.quoted ?? (transport == .tcp ? "a connection to \(place)" : "a datagram from \(place)")
        case .refusal: return "to be refused by \(place)"
        case .silence: return "no answer from \(place)"
        case .failure(let failure): return "\(failure)"
        }
    }

    public func measure(_ answers: ConnectionAnswers, isHeld: Bool) -> String {
        switch expects {
        case .failure where isHeld:
            for case .refused(_, let by) in answers.groups.map(\.answer) {
                return "says " + (by?.description ?? "\(from) itself")
            }
            return ""
        case .silence where isHeld, .refusal where isHeld:
            return answers.groups.first.map { words($0.answer) } ?? ""
        default:
            if count == 1, answers.answered == 1, let median = answers.median { return "\(median)" }
            return "\(answers.answered) of \(count)" + (answers.median.map { ", \($0)" } ?? "")
        }
    }

    public func details(_ answers: ConnectionAnswers) -> [Finding.Detail] {
        let others = answers.groups.filter { !$0.isExpected }
        return [.init("got", others.map { words($0.answer) + (count == 1 ? "" : "   (\($0.count) of \(count))") })]
    }

    /// What became of an attempt, for a reader.
    package func words(_ answer: ConnectionAnswers.Answer) -> String {
        switch answer {
        case .answered(let status?, let body, _): return "status \(status) and \(body.quoted)"
        case .answered(nil, let bytes, _):
            if transport == .tcp, receives == nil { return "a connection" }
            return bytes.isEmpty ? "nothing before the connection's end" : bytes.quoted
        case .reset: return "refused: nothing listens there"
        case .refused(let error, let by): return "\(error), says " + (by?.description ?? "\(from)'s own kernel")
        case .silence: return "no answer within \(timeout)"
        case .brokenOff: return "the connection was reset before the answer was whole"
        case .incomplete: return "connected, but the answer was not whole within \(timeout)"
        case .closed: return "the connection was closed without an answer"
        case .notHTTP(let bytes): return "what came is no HTTP: " + bytes.quoted
        case .tooLong(let limit): return "the answer is longer than \(limit) bytes"
        }
    }
}
