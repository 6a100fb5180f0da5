import Addresses
import Warren

/// What became of attempts to connect.
public struct ConnectionAnswers: EvidenceKind {
    public static let kind = "connectionAnswers"

    /// What became of one.
    public enum Answer: Sendable, Hashable, Codable {
        /// With the first 1,024 of the bytes that came back; by HTTP they are the body's.
        case answered(status: Int?, received: String, bytes: Int)
        /// The other end refused: by TCP with RST.
        case reset
        /// An ICMP error, or the connecting node's own kernel, for which `by` is `nil`.
        case refused(error: ICMPFailure, by: IPAddress?)
        /// Nothing within the time.
        case silence
        /// The connection was reset before the answer was whole.
        case brokenOff
        /// The answer was not whole within the time.
        case incomplete
        /// The connection was closed without an answer.
        case closed
        /// What came is no HTTP; the beginning of it.
        case notHTTP(received: String)
        /// The answer is longer than so many bytes.
        case tooLong(limit: Int)

        /// - Parameter status: of an answer by HTTP, whose body the bytes are
        package static func reply(_ bytes: [UInt8], status: Int? = nil) -> Answer {
            .answered(status: status, received: String(decoding: bytes.prefix(1024), as: UTF8.self), bytes: bytes.count)
        }
    }

    /// Attempts with one answer.
    public struct Group: Sendable, Hashable, Codable {
        public var answer: Answer
        public var isExpected: Bool
        public var count: Int

        package init(_ answer: Answer, isExpected: Bool, count: Int) {
            self.answer = answer
            self.isExpected = isExpected
            self.count = count
        }
    }

    /// How many were answered, as expected or not.
    public var answered: Int
    /// Of the times that exchanges took; `nil` if none was completed.
    public var median: Milliseconds?
    /// In the order in which each came first.
    public var groups: [Group]

    package init(answered: Int, median: Duration?, groups: [Group]) {
        self.answered = answered
        self.median = median.map(Milliseconds.init)
        self.groups = groups
    }
}
