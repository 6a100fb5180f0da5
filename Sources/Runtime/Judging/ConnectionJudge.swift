import Addresses
import Planning
import Warren

/// Holds what became of attempts to connect against what a lab expects of them.
struct ConnectionJudge {
    let check: ConnectionCheck
    let result: ConnectionResult

    func judge() -> [Finding] {
        let isHeld = result.answers.allSatisfy(isAsExpected)
        let first = Finding(
            isHeld ? .held : .failed, check.title, measure: measure(isHeld), details: isHeld ? [] : details, in: check.node, at: check.source)
        return [first] + (check.seenAs.map { [judgeSource($0)] } ?? [])
    }

    private func isAsExpected(_ answer: ConnectionResult.Answer) -> Bool {
        switch (check.outcome, answer) {
        case (.answered, .answered(_, let reply)): isAsExpected(reply)
        case (.refused, .reset): true
        // A datagram has no other way to be refused, and a firewall may refuse a connection so.
        case (.refused, .refused(.portUnreachable, _)): true
        case (.fails, .answered): false
        case (.fails, _): true
        case (.failsWith(let wanted), .refused(let failure, _)): failure == wanted
        default: false
        }
    }

    private func isAsExpected(_ reply: ConnectionResult.Reply) -> Bool {
        switch (check.exchange, reply) {
        case (.bytes(_, _, let expects), .bytes(let bytes)): expects.map { Array($0.utf8) == bytes } ?? true
        case (.get(_, _, let status, let body), .http(let response)):
            response.status == status && (body.map { Array($0.utf8) == response.body } ?? true)
        default: false
        }
    }

    private func measure(_ isHeld: Bool) -> String {
        switch check.outcome {
        case .failsWith where isHeld:
            return result.refusal.map { _, by in by.map { "says \($0)" } ?? "says \(check.node) itself" } ?? ""
        case .fails where isHeld, .refused where isHeld:
            return result.answers.first.map(words) ?? ""
        default:
            let time = result.time.map { ", \(Text.milliseconds($0))" } ?? ""
            return check.count == 1 && result.answered == 1 ? String(time.dropFirst(2)) : "\(result.answered) of \(check.count)\(time)"
        }
    }

    private var details: [Finding.Detail] {
        let others = result.answers.filter { !isAsExpected($0) }
        var order: [String] = [], counts: [String: Int] = [:]
        for words in others.map(words) {
            if counts[words] == nil { order.append(words) }
            counts[words, default: 0] += 1
        }
        let got = order.map { check.count == 1 ? $0 : "\($0)   (\(counts[$0] ?? 0) of \(check.count))" }
        return [.init("expected", [expected]), .init("got", got)]
    }

    private var expected: String {
        let place = "\(check.exchange.transport.rawValue) \(check.port) of \(check.destination)"
        switch (check.outcome, check.exchange) {
        case (.answered, .get(_, _, let status, let body)): return "status \(status)" + (body.map { " and \($0.quoted)" } ?? "")
        case (.answered, .bytes(let transport, _, let expects)):
            if let expects { return expects.quoted }
            return transport == .tcp ? "a connection to \(place)" : "a datagram from \(place)"
        case (.refused, _): return "to be refused by \(place)"
        case (.fails, _): return "no answer from \(place)"
        case (.failsWith(let failure), _): return "\(failure)"
        }
    }

    /// What became of an attempt, for a reader.
    func words(_ answer: ConnectionResult.Answer) -> String {
        switch answer {
        case .answered(_, .bytes(let bytes)):
            if case .bytes(.tcp, _, nil) = check.exchange { return "a connection" }
            return bytes.isEmpty ? "nothing before the connection's end" : String(decoding: bytes, as: UTF8.self).quoted
        case .answered(_, .http(let response)):
            return "status \(response.status) and " + String(decoding: response.body, as: UTF8.self).quoted
        case .reset: return "refused: nothing listens there"
        case .refused(let failure, let by):
            return "\(failure)" + (by.map { ", says \($0)" } ?? ", says \(check.node)'s own kernel")
        case .silence: return "no answer within \(Text.milliseconds(check.timeout))"
        case .broken(let words): return words
        }
    }

    /// Whether the servers saw every attempt come from one of the addresses.
    private func judgeSource(_ wanted: [IPAddress]) -> Finding {
        let title = "the server sees \(check.node) as \(check.seenAsWords)"
        let isHeld = result.visitors.count >= check.count && result.visitors.allSatisfy { wanted.contains($0.address) }
        let first = result.visitors.first
        if isHeld { return Finding(.held, title, measure: first.map { "\($0.address) at \($0.server)" } ?? "", in: check.node, at: check.source) }
        var seen: [String] = []
        for visitor in result.visitors {
            let line = "\(visitor.address) at \(visitor.server)"
            if !seen.contains(line) { seen.append(line) }
        }
        return Finding(
            .failed, title,
            details: [
                .init("expected", [wanted.map(\.description).joined(separator: " or ")]),
                .init("saw", seen.isEmpty ? ["nobody at any of the lab's servers"] : Array(seen.prefix(6))),
            ], in: check.node, at: check.source)
    }
}
