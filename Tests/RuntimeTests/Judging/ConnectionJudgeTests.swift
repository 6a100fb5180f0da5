import Addresses
import Findings
import Testing
import Warren

@testable import Planning
@testable import Runtime
@testable import Serving

/// What became of attempts to connect, against what was expected of them.
struct ConnectionJudgeTests {
    private let blue = IPAddress("10.0.0.2")!
    private let tcp = ConnectionCheck.Exchange.bytes(.tcp, sends: "a", expects: "b")

    private func findings(
        _ outcome: ConnectionOutcome, _ exchange: ConnectionCheck.Exchange, _ answers: [ConnectionResult.Answer],
        seenAs: [IPAddress]? = nil, visitors: [Visitors.Visitor] = []
    ) -> [Findings.Finding] {
        let check = ConnectionCheck(
            node: "red", target: "blue", destination: blue, port: 7, exchange: exchange, count: answers.count,
            timeout: .seconds(1),
            outcome: outcome, seenAs: seenAs, seenAsWords: "red", sightings: [],
            source: SourceLocation(file: "lab.swift", line: 3))
        return ConnectionJudge(check: check, result: ConnectionResult(answers: answers, visitors: visitors)).judge()
    }

    private func holds(
        _ outcome: ConnectionOutcome, _ exchange: ConnectionCheck.Exchange, _ answers: ConnectionResult.Answer...
    ) -> Bool {
        findings(outcome, exchange, answers)[0].verdict == .held
    }

    private func said(_ text: String, in time: Duration = .milliseconds(1)) -> ConnectionResult.Answer {
        .answered(time, .bytes(Array(text.utf8)))
    }

    private func page(_ status: Int, _ body: String) -> ConnectionResult.Answer {
        .answered(.milliseconds(1), .http(HTTPResponse(status: status, body: Array(body.utf8))))
    }

    @Test func `every answer must be the one that is expected`() {
        #expect(holds(.answered, tcp, said("b"), said("b")) && !holds(.answered, tcp, said("b"), said("a")))
        #expect(!holds(.answered, tcp, said("")) && !holds(.answered, tcp, .silence) && !holds(.answered, tcp, .reset))
        #expect(holds(.answered, .bytes(.udp, sends: "", expects: nil), said("anything")))
        #expect(!holds(.answered, tcp, .broken(.incomplete)) && !holds(.answered, tcp, page(200, "b")))
    }

    @Test func `a page must have the status, and the body if one is expected`() {
        func get(_ body: String?) -> ConnectionCheck.Exchange { .get(path: "/", host: "blue", status: 404, body: body) }
        #expect(holds(.answered, get(nil), page(404, "x")) && !holds(.answered, get(nil), page(200, "x")))
        #expect(holds(.answered, get("x"), page(404, "x")) && !holds(.answered, get("x"), page(404, "xy")))
        #expect(!holds(.answered, get("x"), page(200, "x")) && !holds(.answered, get("x"), said("x")))
    }

    @Test func `a refusal is a reset, or that nothing listens on the port`() {
        #expect(holds(.refused, tcp, .reset) && holds(.refused, tcp, .reset, .refused(.portUnreachable, by: blue)))
        #expect(!holds(.refused, tcp, .refused(.hostUnreachable, by: blue)) && !holds(.refused, tcp, .silence))
        #expect(!holds(.refused, tcp, .reset, said("b")) && !holds(.refused, tcp, .broken(.reset)))
    }

    @Test func `what is to fail may do so in any way but an answer`() {
        #expect(holds(.fails, tcp, .silence, .reset, .refused(.netUnreachable, by: nil), .broken(.closed)))
        #expect(!holds(.fails, tcp, .silence, said("other")))
    }

    @Test func `an error must be the expected one, whoever says it`() {
        let failing = ConnectionOutcome.failsWith(.netUnreachable)
        #expect(holds(failing, tcp, .refused(.netUnreachable, by: nil), .refused(.netUnreachable, by: blue)))
        #expect(!holds(failing, tcp, .refused(.hostUnreachable, by: nil)) && !holds(failing, tcp, .reset))
        #expect(!holds(failing, tcp, .silence) && !holds(failing, tcp, said("b")))
    }

    @Test func `answers are counted by what they are, and told from those expected`() {
        let answers = [
            said("b", in: .milliseconds(3)), said("x", in: .milliseconds(1)), .silence, said("b", in: .milliseconds(2)),
            .silence,
        ]
        let finding = findings(.answered, tcp, answers)[0]
        #expect(
            finding.evidence(ConnectionAnswers.self)
                == ConnectionAnswers(
                    answered: 3, median: .milliseconds(2),
                    groups: [
                        .init(.answered(status: nil, received: "b", bytes: 1), isExpected: true, count: 2),
                        .init(.answered(status: nil, received: "x", bytes: 1), isExpected: false, count: 1),
                        .init(.silence, isExpected: false, count: 2),
                    ]))
    }

    @Test(
        arguments: [
            (.broken(.reset), .brokenOff), (.broken(.incomplete), .incomplete), (.broken(.closed), .closed),
            (.reset, .reset),
            (.broken(.notHTTP([0x68, 0x69])), .notHTTP(received: "hi")), (.broken(.tooLong(9)), .tooLong(limit: 9)),
            (.refused(.prohibited, by: nil), .refused(error: .prohibited, by: nil)), (.silence, .silence),
            (
                .answered(.zero, .http(HTTPResponse(status: 404, body: [0x68]))),
                .answered(status: 404, received: "h", bytes: 1)
            ),
            (
                .answered(.zero, .bytes([UInt8](repeating: 0x68, count: 5000))),
                .answered(status: nil, received: String(repeating: "h", count: 1024), bytes: 5000)
            ),
        ] as [(ConnectionResult.Answer, ConnectionAnswers.Answer)])
    func `each answer is evidence`(_ answer: ConnectionResult.Answer, _ told: ConnectionAnswers.Answer) {
        #expect(answer.told == told)
    }

    @Test func `the servers must have seen every attempt, and from no other address`() {
        let red = IPAddress("10.0.0.1")!, router = IPAddress("10.0.0.254")!
        func visitor(_ address: IPAddress, _ port: UInt16) -> Visitors.Visitor {
            .init(address: address, port: port, server: "tcp 7 of blue")
        }
        func source(_ visitors: [Visitors.Visitor]) -> Findings.Finding {
            findings(.answered, tcp, [said("b"), said("b")], seenAs: [red], visitors: visitors)[1]
        }
        #expect(findings(.answered, tcp, [said("b")]).count == 1)
        #expect(source([visitor(red, 1), visitor(red, 2)]).verdict == .held)
        #expect(source([visitor(red, 1)]).verdict == .failed && source([]).verdict == .failed)
        let mixed = source([visitor(red, 1), visitor(router, 2), visitor(red, 3)])
        #expect(mixed.verdict == .failed)
        #expect(
            mixed.evidence(Visits.self)
                == Visits([.init(red, at: "tcp 7 of blue", count: 2), .init(router, at: "tcp 7 of blue", count: 1)]))
    }
}
