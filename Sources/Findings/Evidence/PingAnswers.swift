import Addresses
import Warren

/// What became of a ping's requests.
public struct PingAnswers: EvidenceKind {
    public static let kind = "pingAnswers"

    /// Requests that were refused alike.
    public struct Refusal: Sendable, Hashable, Codable {
        public var error: ICMPFailure
        /// Whom the error came from; `nil`: the sending node's own kernel.
        public var by: IPAddress?
        public var count: Int

        package init(_ error: ICMPFailure, by: IPAddress?, count: Int) {
            self.error = error
            self.by = by
            self.count = count
        }
    }

    public var replies: Int
    /// Of the round trips; `nil` without a reply.
    public var median: Milliseconds?
    /// In the order in which each came first.
    public var refusals: [Refusal]
    /// Requests that nothing came back for in time.
    public var unanswered: Int

    package init(replies: Int, median: Duration?, refusals: [Refusal], unanswered: Int) {
        self.replies = replies
        self.median = median.map(Milliseconds.init)
        self.refusals = refusals
        self.unanswered = unanswered
    }
}
