import Addresses
import Planning
import Warren

/// Echo requests from a node to an address.
public struct PingSubject: SubjectKind {
    public static let kind = "ping"

    /// What must become of the requests.
    public enum Expectation: Sendable, Hashable, Codable {
        /// Every one is answered.
        case replies
        /// None is answered, whatever the reason.
        case silence
        /// Every one meets this error.
        case refusal(error: ICMPFailure)
        /// So many of a hundred are not answered.
        case loss(least: Double, most: Double)
    }

    /// The sending node.
    public var from: String
    /// What the lab calls the target.
    public var to: String
    public var destination: IPAddress
    public var count: Int
    /// Bytes of payload.
    public var size: Int
    public var dontFragment: Bool
    /// `nil`: the node's own.
    public var ttl: UInt8?
    /// Where the lab names it.
    public var family: Ping.Family?
    /// How long an answer is waited for.
    public var timeout: Milliseconds
    public var expects: Expectation
    /// Where the median of the round trips must lie, in milliseconds; `nil`: anywhere.
    public var roundTrip: Ping.RoundTrip?

    package init(_ check: PingCheck) {
        from = check.node
        to = check.target
        destination = check.destination
        count = check.count
        size = check.size
        dontFragment = check.dontFragment
        ttl = check.ttl
        family = check.family
        timeout = Milliseconds(check.timeout)
        expects =
            switch check.outcome {
            case .reaches: .replies
            case .fails: .silence
            case .refused(let failure): .refusal(error: failure)
            case .loses(let least, let most): .loss(least: least, most: most)
            }
        roundTrip = check.roundTrip
    }

    /// `pod-a reaches pod-b`, `pod-a does not reach pod-b`, or `pod-a cannot reach pod-b: net unreachable`,
    /// with what is unusual about the requests.
    public var name: String {
        var manner = ""
        if size != 56 { manner += " with \(size) bytes" }
        if dontFragment { manner += " unfragmented" }
        if let family { manner += family == .ipv6 ? " by IPv6" : " by IPv4" }
        if let ttl { manner += " with a TTL of \(ttl)" }
        if let roundTrip { manner += " in \(Self.text(roundTrip.shortest)) to \(Self.text(roundTrip.longest)) ms" }
        return switch expects {
        case .replies: "\(from) reaches \(to)\(manner)"
        case .silence: "\(from) does not reach \(to)\(manner)"
        case .refusal(let failure): "\(from) cannot reach \(to)\(manner): \(failure)"
        case .loss(let least, let most):
            "\(from) loses \(Self.text(least)) to \(Self.text(most)) % of \(count) to \(to)\(manner)"
        }
    }

    /// Without a point where there is nothing behind it.
    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }

    public var expected: String? {
        let replies =
            switch expects {
            case .replies: count == 1 ? "a reply from \(destination)" : "\(count) replies from \(destination)"
            case .silence: "no reply from \(destination)"
            case .refusal(let failure): "\(failure)"
            case .loss(let least, let most):
                "\(Int((100 - most).rounded())) to \(Int((100 - least).rounded())) replies of a hundred "
                    + "from \(destination)"
            }
        guard let roundTrip else { return replies }
        let longest = Text.milliseconds(.milliseconds(roundTrip.longest))
        let shortest = Text.milliseconds(.milliseconds(roundTrip.shortest))
        return replies + ", half of them within \(longest) and half not before \(shortest)"
    }

    public func measure(_ answers: PingAnswers, isHeld: Bool) -> String {
        switch expects {
        case .refusal where isHeld:
            return answers.refusals.first.map { $0.by.map { "says \($0)" } ?? "says \(from) itself" } ?? ""
        case .silence where isHeld:
            return answers.refusals.first.map { refusal in
                "\(refusal.error)" + (refusal.by.map { ", says \($0)" } ?? "")
            } ?? "no answer"
        default:
            if count == 1, answers.replies == 1, let median = answers.median { return "\(median)" }
            return "\(answers.replies) of \(count)" + (answers.median.map { ", \($0)" } ?? "")
        }
    }

    public func details(_ answers: PingAnswers) -> [Finding.Detail] {
        var parts: [String] = []
        if answers.replies > 0 { parts.append(answers.replies == 1 ? "a reply" : "\(answers.replies) replies") }
        if let refusal = answers.refusals.first {
            parts.append("\"\(refusal.error)\" from " + (refusal.by?.description ?? "\(from)'s own kernel"))
        }
        if roundTrip != nil, let median = answers.median { parts.append("\(median) in the median") }
        if answers.unanswered > 0 { parts.append("no answer to \(answers.unanswered) of \(count) within \(timeout)") }
        return [.init("got", [parts.joined(separator: ", ")])]
    }
}
