import Addresses
import Warren

/// What became of each request of a ping, in the order in which they were sent.
public struct PingResult: Sendable {
    public enum Answer: Sendable, Hashable {
        /// An echo reply, after this time.
        case reply(Duration)
        /// An ICMP error, or the sending node's own kernel, for which `by` is `nil`.
        case refused(ICMPFailure, by: IPAddress?)
        /// Nothing within the time.
        case silence
    }

    public var answers: [Answer]

    public var replies: Int {
        answers.count { if case .reply = $0 { true } else { false } }
    }

    /// The median of the round trips; `nil` without a reply.
    public var roundTrip: Duration? {
        let times = answers.compactMap { if case .reply(let time) = $0 { time } else { nil } }.sorted()
        return times.isEmpty ? nil : times[times.count / 2]
    }

    /// The first refusal, with whom it came from.
    public var refusal: (failure: ICMPFailure, by: IPAddress?)? {
        for case .refused(let failure, let by) in answers { return (failure, by) }
        return nil
    }
}
