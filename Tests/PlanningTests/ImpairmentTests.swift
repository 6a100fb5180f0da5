import Planning
import Testing
import Warren

@Suite struct ImpairmentTests {
    private static let red = Namespace("red"), blue = Namespace("blue")

    private func lab(@LabBuilder _ stages: () -> [Element]) -> Lab {
        Lab("bad-lines") { Self.red; Self.blue; Veth(Self.red["eth0"], Self.blue["eth0"]); stages() }
    }

    /// The commands of tc of a lab's one stage.
    private func queues(_ impair: Impair) throws -> [String] {
        try script(lab { Self.red { impair } }).filter { $0.contains(": tc ") }
    }

    @Test func `what is asked for is what tc is told`() throws {
        #expect(try queues(Impair("eth0", delay: .milliseconds(50), jitter: .microseconds(1500), loss: .percent(0.5), duplicate: .percent(1), reorder: .percent(25), rate: .megabits(1), limit: 77))
            == ["red: tc qdisc replace dev eth0 root handle 1: netem limit 77 delay 50ms 1500us loss 0.5% duplicate 1% reorder 25% rate 1000000bit"])
        #expect(try queues(Impair("eth0", loss: .percent(100))) == ["red: tc qdisc replace dev eth0 root handle 1: netem limit 1000 loss 100%"])
    }

    @Test func `what arrives is impaired where it leaves`() throws {
        let delay = "tc qdisc replace dev eth0 root handle 1: netem limit 1000 delay 5ms"
        #expect(try queues(Impair("eth0", .incoming, delay: .milliseconds(5))) == ["blue: \(delay)"])
        #expect(Set(try queues(Impair("eth0", .both, delay: .milliseconds(5)))) == ["red: \(delay)", "blue: \(delay)"])
    }

    @Test func `a limit comes behind an impairment, and each goes without the other`() throws {
        let limit = Limit("eth0", rate: .megabits(8), burst: 5000, latency: .milliseconds(50)), delay = Impair("eth0", delay: .milliseconds(5))
        let other = Impair("eth0", delay: .milliseconds(6))
        let lab = lab {
            Stage("limit") { Self.red { limit } }
            Stage("both") { Self.red { limit; delay } }
            Stage("another") { Self.red { limit; other } }
            Stage("impairment") { Self.red { other } }
            Stage("nothing") {}
        }
        let below = "tc qdisc replace dev eth0 parent 1:1 handle 10: tbf rate 8000000bit burst 5000 limit 55000"
        #expect(try commands(lab, from: 1, to: 2, on: "red") == ["tc qdisc replace dev eth0 root handle 1: netem limit 1000 delay 5ms", below])
        #expect(try commands(lab, from: 2, to: 3, on: "red")
            == ["tc qdisc del dev eth0 root", "tc qdisc replace dev eth0 root handle 1: netem limit 1000 delay 6ms", below])
        #expect(try commands(lab, from: 3, to: 4, on: "red") == ["tc qdisc del dev eth0 parent 1:1"])
        #expect(try commands(lab, from: 4, to: 5, on: "red") == ["tc qdisc del dev eth0 root"])
        #expect(try commands(lab, from: 2, to: 1, on: "red")
            == ["tc qdisc del dev eth0 root", "tc qdisc replace dev eth0 root tbf rate 8000000bit burst 5000 limit 55000"])
        #expect(try commands(lab, from: 2, to: 5, on: "red") == ["tc qdisc del dev eth0 root"])
    }

    @Test func `what cannot happen is told`() {
        func fault(_ impair: Impair) -> String { faults(lab { Self.red { impair } }).map { String($0.drop { $0 != " " }.dropFirst()) }.joined(separator: "\n") }
        #expect(fault(Impair("eth0")) == "nothing happens to packets here; expected delay, loss, duplicate, reorder or rate")
        #expect(fault(Impair("eth0", loss: .percent(101))) == "the loss is 101.0 percent; expected 0 to 100")
        #expect(fault(Impair("eth0", duplicate: .percent(-1))) == "the duplication is -1.0 percent; expected 0 to 100")
        #expect(fault(Impair("eth0", delay: .seconds(-1))).hasPrefix("the delay is outside of 0 to one hour"))
        #expect(fault(Impair("eth0", delay: .milliseconds(1), jitter: .milliseconds(2)))
            == "a jitter of 2.0 ms is more than the delay of 1.0 ms; a packet cannot leave before it came")
        #expect(fault(Impair("eth0", delay: .milliseconds(1), jitter: .microseconds(1001))).hasPrefix("a jitter of 1.001 ms is more"))
        #expect(fault(Impair("eth0", delay: .milliseconds(1), jitter: .milliseconds(1))) == "")
        #expect(fault(Impair("eth0", reorder: .percent(1))) == "packets overtake those that are delayed; expected a delay beside the reordering")
        #expect(fault(Impair("eth0", rate: .bits(0))) == "the rate in bits per second is 0; expected 8 to 1000000000000")
        #expect(fault(Impair("eth0", loss: .percent(1), limit: 0)) == "the number of packets that may wait is 0; expected 1 to 1000000000")
        #expect(fault(Impair("lo", .both, loss: .percent(1))) == "lo of red is no cable, and only what leaves by it can be impaired; expected .outgoing")
        let one = Impair("eth0", loss: .percent(1)), two = Impair("eth0", .incoming, loss: .percent(1))
        #expect(faults(lab { Self.red { one }; Self.blue { two } }) == ["\(two.source.line): what leaves by eth0 of red is already impaired (line \(one.source.line))"])
    }
}
