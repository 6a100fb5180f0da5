import Planning
import Warren

/// Holds what became of a ping's requests against what a lab expects of them.
struct PingJudge {
    let check: PingCheck
    let result: PingResult

    func judge() -> Finding {
        Finding(isHeld ? .held : .failed, check.title, measure: measure, details: isHeld ? [] : details, in: check.node, at: check.source)
    }

    private var isHeld: Bool { isAnswered && isTimely }

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

    private var measure: String {
        if case .refused = check.outcome, isHeld, let (_, by) = result.refusal {
            return by.map { "says \($0)" } ?? "says \(check.node) itself"
        }
        if case .fails = check.outcome, isHeld {
            return result.refusal.map { failure, by in "\(failure)" + (by.map { ", says \($0)" } ?? "") } ?? "no answer"
        }
        let time = result.roundTrip.map { ", \(Text.milliseconds($0))" } ?? ""
        return check.count == 1 && result.replies == 1 ? String(time.dropFirst(2)) : "\(result.replies) of \(check.count)\(time)"
    }

    private var details: [Finding.Detail] {
        var expected =
            switch check.outcome {
            case .reaches: check.count == 1 ? "a reply from \(check.destination)" : "\(check.count) replies from \(check.destination)"
            case .fails: "no reply from \(check.destination)"
            case .refused(let failure): "\(failure)"
            case .loses(let least, let most): "\(Int((100 - most).rounded())) to \(Int((100 - least).rounded())) replies of a hundred from \(check.destination)"
            }
        if let wanted = check.roundTrip {
            expected += ", half of them within \(Text.milliseconds(.milliseconds(wanted.longest))) and half not before \(Text.milliseconds(.milliseconds(wanted.shortest)))"
        }
        return [.init("expected", [expected]), .init("got", [got])]
    }

    private var got: String {
        var parts: [String] = []
        if result.replies > 0 { parts.append(result.replies == 1 ? "a reply" : "\(result.replies) replies") }
        if let (failure, by) = result.refusal {
            parts.append("\"\(failure)\" from " + (by?.description ?? "\(check.node)'s own kernel"))
        }
        if check.roundTrip != nil, let median = result.roundTrip { parts.append("\(Text.milliseconds(median)) in the median") }
        let silent = result.answers.count { $0 == .silence }
        if silent > 0 { parts.append("no answer to \(silent) of \(check.count) within \(Text.milliseconds(check.timeout))") }
        return parts.joined(separator: ", ")
    }
}
