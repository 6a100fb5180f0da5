import Addresses
import Findings
import Testing
import Warren

/// Pings, as a reader is told of them.
struct PingWordsTests {
    private func answers(_ replies: Int, _ refusals: [PingAnswers.Refusal] = [], unanswered: Int = 0) -> PingAnswers {
        PingAnswers(
            replies: replies, median: replies > 0 ? .microseconds(340) : nil, refusals: refusals, unanswered: unanswered
        )
    }

    private let refusal = PingAnswers.Refusal(.netUnreachable, by: Sample.router, count: 1)
    private let ownRefusal = PingAnswers.Refusal(.netUnreachable, by: nil, count: 1)

    @Test func `a ping that holds`() {
        #expect(words(Sample.ping(), [answers(1)], .held) == ["red reaches blue   0.34 ms"])
        #expect(words(Sample.ping(count: 2), [answers(2)], .held) == ["red reaches blue   2 of 2, 0.34 ms"])
        #expect(
            words(Sample.ping(.fails), [answers(0, unanswered: 1)], .held) == ["red does not reach blue   no answer"])
        #expect(
            words(Sample.ping(.fails), [answers(0, [refusal])], .held) == [
                "red does not reach blue   net unreachable, says 10.9.0.254"
            ])
        #expect(
            words(Sample.ping(.fails), [answers(0, [ownRefusal])], .held) == [
                "red does not reach blue   net unreachable"
            ])
        let refused = Sample.ping(.refused(.netUnreachable))
        #expect(
            words(refused, [answers(0, [refusal])], .held) == [
                "red cannot reach blue: net unreachable   says 10.9.0.254"
            ])
        #expect(
            words(refused, [answers(0, [ownRefusal])], .held) == [
                "red cannot reach blue: net unreachable   says red itself"
            ])
        #expect(
            words(Sample.ping(.loses(least: 8, most: 32.5), count: 100), [answers(80, unanswered: 20)], .held)
                == ["red loses 8 to 32.5 % of 100 to blue   80 of 100, 0.34 ms"])
    }

    @Test func `a ping that fails`() {
        #expect(
            words(Sample.ping(unusual: true), [answers(0, unanswered: 1)]) == [
                "red reaches blue with 1400 bytes unfragmented by IPv4 with a TTL of 3   0 of 1",
                "expected: a reply from 10.9.0.2", "got: no answer to 1 of 1 within 100 ms",
            ])
        #expect(
            words(Sample.ping(count: 3), [answers(1, [refusal], unanswered: 1)]) == [
                "red reaches blue   1 of 3, 0.34 ms", "expected: 3 replies from 10.9.0.2",
                "got: a reply, \"net unreachable\" from 10.9.0.254, no answer to 1 of 3 within 100 ms",
            ])
        #expect(
            words(Sample.ping(.refused(.timeExceeded)), [answers(0, [ownRefusal])]) == [
                "red cannot reach blue: time exceeded   0 of 1", "expected: time exceeded",
                "got: \"net unreachable\" from red's own kernel",
            ])
        #expect(
            words(Sample.ping(.fails), [answers(1)]) == [
                "red does not reach blue   0.34 ms", "expected: no reply from 10.9.0.2", "got: a reply",
            ])
        #expect(
            words(Sample.ping(.loses(least: 8, most: 32)), [answers(2)])[1...] == [
                "expected: 68 to 92 replies of a hundred from 10.9.0.2", "got: 2 replies",
            ])
        #expect(
            words(Sample.ping(roundTrip: Sample.bounds), [answers(1)]) == [
                "red reaches blue in 50 to 90 ms   0.34 ms",
                "expected: a reply from 10.9.0.2, half of them within 90.0 ms and half not before 50.0 ms",
                "got: a reply, 0.34 ms in the median",
            ])
    }
}
