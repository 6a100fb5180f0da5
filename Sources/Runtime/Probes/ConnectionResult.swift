import Addresses
import Serving
import Findings
import Warren

/// What became of each attempt of a ``ConnectionCheck``, in the order in which they were made.
public struct ConnectionResult: Sendable {
    public enum Answer: Sendable, Equatable {
        /// The exchange is complete: after this time, with what came back.
        case answered(Duration, Reply)
        /// The other end refused: by TCP with RST.
        case reset
        /// An ICMP error, or the connecting node's own kernel, for which `by` is `nil`.
        case refused(ICMPFailure, by: IPAddress?)
        /// Nothing within the time.
        case silence
        /// Connected, but the exchange did not come to its end.
        case broken(Fault)
    }

    /// Why an exchange did not come to its end.
    public enum Fault: Error, Sendable, Equatable {
        /// The connection was reset before the answer was whole.
        case reset
        /// The answer was not whole within the time.
        case incomplete
        /// The connection was closed without an answer.
        case closed
        /// What came is no HTTP; the beginning of it.
        case notHTTP([UInt8])
        /// The answer is longer than so many bytes.
        case tooLong(Int)
    }

    /// What came back.
    public enum Reply: Sendable, Equatable {
        case bytes([UInt8])
        case http(HTTPResponse)
    }

    var answers: [Answer] = []
    /// Whom the lab's servers saw meanwhile.
    var visitors: [Visitors.Visitor] = []

    /// The median time of the exchanges; `nil` if none was completed.
    var time: Duration? {
        let times = answers.compactMap { if case .answered(let time, _) = $0 { time } else { nil } }.sorted()
        return times.isEmpty ? nil : times[times.count / 2]
    }

    var answered: Int { answers.count { if case .answered = $0 { true } else { false } } }

    /// The first refusal by ICMP, with whom it came from.
    var refusal: (failure: ICMPFailure, by: IPAddress?)? {
        for case .refused(let failure, let by) in answers { return (failure, by) }
        return nil
    }
}

extension ConnectionResult.Answer {
    /// Without the time that it took.
    var told: ConnectionAnswers.Answer {
        switch self {
        case .answered(_, .bytes(let bytes)): .reply(bytes)
        case .answered(_, .http(let response)): .reply(response.body, status: response.status)
        case .reset: .reset
        case .refused(let error, let by): .refused(error: error, by: by)
        case .silence: .silence
        case .broken(.reset): .brokenOff
        case .broken(.incomplete): .incomplete
        case .broken(.closed): .closed
        case .broken(.notHTTP(let bytes)): .notHTTP(received: String(decoding: bytes, as: UTF8.self))
        case .broken(.tooLong(let limit)): .tooLong(limit: limit)
        }
    }
}
