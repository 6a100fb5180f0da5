import Addresses
import Findings
import Planning
import Serving
import Warren

/// Holds what became of attempts to connect against what a lab expects of them.
struct ConnectionJudge {
    let check: ConnectionCheck
    let result: ConnectionResult

    func judge() -> [Finding] {
        let isHeld = result.answers.allSatisfy(isAsExpected)
        let first = Finding(
            isHeld ? .held : .failed, ConnectionSubject(check), [answers], in: check.node, at: check.source)
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

    private struct Told: Hashable {
        var answer: ConnectionAnswers.Answer
        var isExpected: Bool
    }

    private var answers: ConnectionAnswers {
        let groups = result.answers.lazy.map { Told(answer: $0.told, isExpected: isAsExpected($0)) }.counted
        return ConnectionAnswers(
            answered: result.answered, median: result.time,
            groups: groups.map { .init($0.element.answer, isExpected: $0.element.isExpected, count: $0.count) })
    }

    /// Whether the servers saw every attempt come from one of the addresses.
    private func judgeSource(_ wanted: [IPAddress]) -> Finding {
        let isHeld = result.visitors.count >= check.count && result.visitors.allSatisfy { wanted.contains($0.address) }
        // Each connection has a port of its own.
        let visitors = result.visitors.lazy
            .map { Visitors.Visitor(address: $0.address, port: 0, server: $0.server) }.counted
        let visits = Visits(visitors.map { .init($0.element.address, at: $0.element.server, count: $0.count) })
        return Finding(
            isHeld ? .held : .failed, SourceSubject(check, seenAs: wanted), [visits], in: check.node, at: check.source)
    }
}
