import Addresses
import Findings
import Testing
import Warren

@testable import Planning
@testable import Runtime

/// What became of requests, against what was expected of them.
struct PingJudgeTests {
    private func finding(_ ping: Ping, _ answers: [PingResult.Answer]) -> Findings.Finding {
        let check = PingCheck(
            node: "red", target: "blue", destination: IPAddress("10.0.0.2")!, count: answers.count, size: 56,
            dontFragment: false, interval: .zero,
            timeout: .milliseconds(100), outcome: ping.outcome, roundTrip: ping.roundTrip, sightings: [],
            source: ping.source)
        return PingJudge(check: check, result: PingResult(answers: answers)).judge()
    }

    private func holds(_ ping: Ping, _ answers: [PingResult.Answer]) -> Bool { finding(ping, answers).verdict == .held }

    private let ping = Ping(from: Namespace("red"), to: "10.0.0.2")

    private func replies(_ times: Int...) -> [PingResult.Answer] { times.map { .reply(.milliseconds($0)) } }

    /// So many of a hundred are lost.
    private func lost(_ count: Int) -> [PingResult.Answer] {
        (0..<100).map { $0 < count ? .silence : .reply(.milliseconds(1)) }
    }

    @Test func `the median of the round trips must be within the bounds, which belong to them`() {
        let timed = ping.takes(.milliseconds(50) ... .milliseconds(90))
        #expect(
            holds(timed, replies(50)) && holds(timed, replies(90)) && !holds(timed, replies(49))
                && !holds(timed, replies(91)))
        // One that is early and one that is late say nothing; in whatever order they come.
        #expect(
            holds(timed, replies(500, 1, 60)) && !holds(timed, replies(60, 1, 2))
                && !holds(timed, replies(60, 500, 400)))
        #expect(holds(ping, replies(5000)))
    }

    @Test func `what is in time must be answered all the same, and what is not answered took no time`() {
        let timed = ping.takes(.zero ... .milliseconds(90))
        #expect(!holds(timed, replies(1, 1) + [.silence]) && !holds(timed, [.silence]))
        #expect(!holds(ping.loses(0...100).takes(.zero ... .seconds(1)), [.silence]))
    }

    @Test func `so many of a hundred must be lost, and no more`() {
        let lossy = ping.loses(8...32)
        #expect(holds(lossy, lost(8)) && holds(lossy, lost(32)) && !holds(lossy, lost(7)) && !holds(lossy, lost(33)))
        #expect(
            holds(ping.loses(0...0), lost(0)) && !holds(ping.loses(0...0), lost(1))
                && holds(ping.loses(100...100), lost(100)))
        // Of whatever number they are: 1 of 3.
        #expect(
            holds(ping.loses(33...34), replies(1, 1) + [.silence])
                && !holds(ping.loses(30...33), replies(1, 1) + [.silence]))
        // What was refused was not answered either.
        #expect(holds(ping.loses(50...50), replies(1) + [.refused(.hostUnreachable, by: nil)]))
    }

    @Test func `every request must be answered, refused or unanswered, as it is expected`() {
        #expect(
            holds(ping, replies(1, 1)) && !holds(ping, replies(1) + [.silence])
                && !holds(ping, [.refused(.timeExceeded, by: nil)]))
        #expect(
            holds(ping.fails(), [.silence, .refused(.netUnreachable, by: nil)])
                && !holds(ping.fails(), [.silence] + replies(1)))
        let refused = ping.fails(with: .netUnreachable), router = IPAddress("10.0.0.254")!
        #expect(holds(refused, [.refused(.netUnreachable, by: nil), .refused(.netUnreachable, by: router)]))
        #expect(!holds(refused, [.refused(.netUnreachable, by: nil), .refused(.hostUnreachable, by: nil)]))
        #expect(
            !holds(refused, [.silence]) && !holds(refused, replies(1))
                && !holds(refused, [.refused(.netUnreachable, by: nil), .silence]))
    }

    @Test func `what became of the requests is counted`() {
        let router = IPAddress("10.0.0.254")!
        let finding = finding(
            ping,
            replies(3, 1, 2) + [
                .silence, .refused(.netUnreachable, by: router), .refused(.timeExceeded, by: nil),
                .refused(.netUnreachable, by: router),
            ])
        #expect(
            finding.evidence == [
                Evidence(
                    PingAnswers(
                        replies: 3, median: .milliseconds(2),
                        refusals: [
                            .init(.netUnreachable, by: router, count: 2), .init(.timeExceeded, by: nil, count: 1),
                        ], unanswered: 1))
            ])
        #expect(finding.node == "red" && finding.source == ping.source)
        #expect(finding.evidence(PingAnswers.self)?.replies == 3 && finding.evidence(Way.self) == nil)
    }
}
