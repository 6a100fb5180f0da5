import Findings
import Planning
import Warren

/// Holds what became of a ping's requests against what a lab expects of them.
struct PingJudge {
    let check: PingCheck
    let result: PingResult

    func judge() -> Finding {
        let isHeld = isAnswered && isTimely
        return Finding(isHeld ? .held : .failed, PingSubject(check), [answers], in: check.node, at: check.source)
    }

    /// Whether the median is where it must be.
    private var isTimely: Bool {
        guard let wanted = check.roundTrip else { return true }
        guard let median = result.roundTrip.map({ $0 / .milliseconds(1) }) else { return false }
        return median >= wanted.shortest && median <= wanted.longest
    }

    private var isAnswered: Bool {
        switch check.outcome {
        case .reaches: result.replies == check.count
        case .fails: result.replies == 0
        case .refused(let wanted):
            result.answers.allSatisfy { if case .refused(wanted, _) = $0 { true } else { false } }
        case .loses(let least, let most):
            (least...max(least, most)).contains(100 * Double(check.count - result.replies) / Double(check.count))
        }
    }

    private var answers: PingAnswers {
        let refusals = result.answers.filter { if case .refused = $0 { true } else { false } }.counted
        return PingAnswers(
            replies: result.replies, median: result.roundTrip,
            refusals: refusals.compactMap { answer, count in
                if case .refused(let error, let by) = answer { .init(error, by: by, count: count) } else { nil }
            },
            unanswered: result.answers.count { $0 == .silence })
    }
}
