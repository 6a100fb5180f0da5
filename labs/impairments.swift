// Bad lines, and what is seen of them: each stage asks for an impairment and measures it.
import Warren

let left = Namespace("left")
let right = Namespace("right")

Lab("impairments") {
    left
    right
    left { Address("10.0.0.1/24", dev: "eth0") }
    right { Address("10.0.0.2/24", dev: "eth0") }
    Veth(left["eth0"], right["eth0"])

    Stage("A good line", "For comparison.") {
        Ping(from: left, to: right, count: 10, interval: .milliseconds(1))
    }

    Stage("Delay", "25 ms each way: no answer within 50.") {
        left { Impair("eth0", .both, delay: .milliseconds(25)) }
        Ping(from: left, to: right, timeout: .milliseconds(49)).fails()
        Ping(from: left, to: right, count: 3)
    }

    Stage("Duplicates", "Every request arrives twice.") {
        left { Impair("eth0", duplicate: .percent(100)) }
        Ping(from: left, to: right, count: 5, interval: .milliseconds(1))
            .seen(on: right["eth0"], ICMP(.echoRequest), times: 10)
    }

    Stage("A dead line", "Everything is lost, and only in one direction.") {
        left { Impair("eth0", .incoming, loss: .percent(100)) }
        Ping(from: left, to: right).fails()
            .seen(on: right["eth0"], ICMP(.echoRequest))
            .notSeen(on: left["eth0"], ICMP(.echoReply))
    }

    Stage("A slow line with a limit behind", "Both at once: netem, and a token bucket behind it.") {
        left {
            Impair("eth0", delay: .milliseconds(5))
            Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50))
        }
        Ping(from: left, to: right, count: 3)
    }
}
