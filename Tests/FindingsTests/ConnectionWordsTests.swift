import Addresses
import Findings
import Testing
import Warren

/// Connections and whom servers saw, as a reader is told of them.
struct ConnectionWordsTests {
    private func answers(_ all: (ConnectionAnswers.Answer, Bool, Int)..., answered: Int = 0) -> ConnectionAnswers {
        ConnectionAnswers(
            answered: answered, median: answered > 0 ? .milliseconds(2) : nil,
            groups: all.map { .init($0.0, isExpected: $0.1, count: $0.2) })
    }

    @Test(arguments: [
        (Sample.connection(), "red connects to tcp 7 of blue", "a connection to tcp 7 of 10.9.0.2"),
        (
            Sample.connection(.answered, .bytes(.udp, sends: "?", expects: nil)), "red is answered by udp 7 of blue",
            "a datagram from udp 7 of 10.9.0.2"
        ),
        (
            Sample.connection(.answered, .bytes(.tcp, sends: "a", expects: "a")),
            "red hears \"a\" back from tcp 7 of blue", "\"a\""
        ),
        (
            Sample.connection(.answered, .bytes(.tcp, sends: "a", expects: "b")), "red hears \"b\" from tcp 7 of blue",
            "\"b\""
        ),
        (
            Sample.connection(.answered, Sample.get, port: 80), "red gets http://blue/: \"page\\n\"",
            "status 200 and \"page\\n\""
        ),
        (
            Sample.connection(.answered, .get(path: "/x", host: "h", status: 404, body: nil), to: "fd00::2", port: 81),
            "red gets http://[fd00::2]:81/x: status 404", "status 404"
        ),
        (Sample.connection(.refused), "red is refused by tcp 7 of blue", "to be refused by tcp 7 of 10.9.0.2"),
        (Sample.connection(.fails), "red does not connect to tcp 7 of blue", "no answer from tcp 7 of 10.9.0.2"),
        (
            Sample.connection(.fails, .bytes(.udp, sends: "", expects: nil)), "red is not answered by udp 7 of blue",
            "no answer from udp 7 of 10.9.0.2"
        ),
        (Sample.connection(.fails, Sample.get), "red does not get http://blue:7/", "no answer from tcp 7 of 10.9.0.2"),
        (
            Sample.connection(.failsWith(.netUnreachable)), "red cannot reach tcp 7 of blue: net unreachable",
            "net unreachable"
        ),
    ])
    func `what is asked of a connection`(_ subject: ConnectionSubject, _ name: String, _ expected: String) {
        #expect(subject.name == name && subject.expected == expected)
    }

    @Test func `a connection that holds`() {
        #expect(
            words(Sample.connection(), [answers((.reply([]), true, 1), answered: 1)], .held)[0].hasSuffix("   2.00 ms"))
        #expect(
            words(Sample.connection(count: 3), [answers((.reply([]), true, 3), answered: 3)], .held)[0].hasSuffix(
                "   3 of 3, 2.00 ms"))
        #expect(
            words(Sample.connection(.refused), [answers((.reset, true, 1))], .held)[0].hasSuffix(
                "   refused: nothing listens there"))
        #expect(
            words(Sample.connection(.fails), [answers((.silence, true, 1))], .held)[0].hasSuffix(
                "   no answer within 1.00 s"))
        let failing = Sample.connection(.failsWith(.netUnreachable))
        for (by, said) in [(Sample.router, "says 10.9.0.254"), (nil, "says red itself")] {
            let answers = answers((.refused(error: .netUnreachable, by: by), true, 1))
            #expect(words(failing, [answers], .held)[0].hasSuffix("   \(said)"))
        }
    }

    @Test(
        arguments: [
            (.reply(Array("x".utf8)), "a connection"), (.reset, "refused: nothing listens there"),
            (.refused(error: .prohibited, by: Sample.blue), "communication prohibited, says 10.9.0.2"),
            (.refused(error: .prohibited, by: nil), "communication prohibited, says red's own kernel"),
            (.silence, "no answer within 1.00 s"), (.brokenOff, "the connection was reset before the answer was whole"),
            (.incomplete, "connected, but the answer was not whole within 1.00 s"),
            (.closed, "the connection was closed without an answer"),
            (.notHTTP(received: "x\n"), "what came is no HTTP: \"x\\n\""),
            (.tooLong(limit: 9), "the answer is longer than 9 bytes"),
            (.reply([0x78], status: 404), "status 404 and \"x\""),
        ] as [(ConnectionAnswers.Answer, String)])
    func `what came of a connection`(_ answer: ConnectionAnswers.Answer, _ got: String) {
        #expect(words(Sample.connection(), [answers((answer, false, 1))]).last == "got: \(got)")
    }

    @Test func `answers are told with how often they came, and what was expected is left out`() {
        let told = words(
            Sample.connection(.answered, .bytes(.tcp, sends: "", expects: "hello"), count: 5),
            [answers((.reply(Array("hello".utf8)), true, 2), (.reply([]), false, 1), (.reset, false, 2), answered: 3)])
        #expect(
            told == [
                "red hears \"hello\" from tcp 7 of blue   3 of 5, 2.00 ms", "expected: \"hello\"",
                "got: nothing before the connection's end   (1 of 5)|refused: nothing listens there   (2 of 5)",
            ])
    }

    @Test func `whom the servers saw`() {
        let seen = Visits([.init(Sample.blue, at: "tcp 80 of blue", count: 2)])
        #expect(words(Sample.visitors, [seen], .held) == ["the server sees red as red   10.9.0.2 at tcp 80 of blue"])
        #expect(
            words(Sample.visitors, [seen]) == [
                "the server sees red as red", "expected: 10.9.0.1 or fd00::1", "saw: 10.9.0.2 at tcp 80 of blue",
            ])
        #expect(words(Sample.visitors, [Visits([])]).last == "saw: nobody at any of the lab's servers")
        let crowd = Visits((1...9).map { .init(Sample.blue, at: "tcp \($0) of blue", count: 1) })
        #expect(words(Sample.visitors, [crowd]).last?.split(separator: "|").count == 6)
    }
}
