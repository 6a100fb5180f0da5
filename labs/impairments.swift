// Bad lines, and what is seen of them: each stage asks for an impairment and measures it. What happens at random is compared
// with what chance allows: five standard deviations, so that an honest line fails the lab less than once in a million runs.
import Warren

let left = Namespace("left")
let right = Namespace("right")

Lab("impairments") {
    left
    right
    Veth(left["eth0"], right["eth0"])
    left { Address("10.0.0.1/24", dev: "eth0") }
    right { Address("10.0.0.2/24", dev: "eth0") }

    Stage("A good line", "For comparison: nothing is lost, and nothing takes long.") {
        Ping(from: left, to: right, count: 100, interval: .milliseconds(1)).takes(.zero ... .milliseconds(20))
            .seen(on: right["eth0"], ICMP(.echoRequest), times: 100)
    }

    Stage("Delay", "25 ms each way: 50 there and back, and never less.") {
        left { Impair("eth0", .both, delay: .milliseconds(25)) }
        Ping(from: left, to: right, timeout: .milliseconds(45)).fails()
        Ping(from: left, to: right, count: 5).takes(.milliseconds(50) ... .milliseconds(90))
    }

    Stage("Delay in one direction", "40 ms for what leaves; the answers come back at once.") {
        left { Impair("eth0", delay: .milliseconds(40)) }
        Ping(from: left, to: right, count: 5).takes(.milliseconds(40) ... .milliseconds(80))
    }

    Stage("Jitter", "60 ms, give or take 40: after 60, half of the answers are there.") {
        left { Impair("eth0", delay: .milliseconds(60), jitter: .milliseconds(40)) }
        Ping(from: left, to: right, count: 100, timeout: .milliseconds(60)).loses(22...78)
        Ping(from: left, to: right, count: 20).takes(.milliseconds(20) ... .milliseconds(120))
    }

    Stage("Loss", "One request of five is lost: of 300 sixty, give or take thirty-five.") {
        left { Impair("eth0", loss: .percent(20)) }
        Ping(from: left, to: right, count: 300, timeout: .milliseconds(60)).loses(8...32)
    }

    Stage("Loss both ways", "One of five there and one of five back: 36 of a hundred are not answered.") {
        left { Impair("eth0", .both, loss: .percent(20)) }
        Ping(from: left, to: right, count: 300, timeout: .milliseconds(60)).loses(22...50)
    }

    Stage("A dead line", "Everything is lost, and only in one direction.") {
        left { Impair("eth0", .incoming, loss: .percent(100)) }
        Ping(from: left, to: right).fails()
            .seen(on: right["eth0"], ICMP(.echoRequest))
            .notSeen(on: left["eth0"], ICMP(.echoReply))
    }

    Stage("Duplicates", "Every request arrives twice.") {
        left { Impair("eth0", duplicate: .percent(100)) }
        Ping(from: left, to: right, count: 5, interval: .milliseconds(1))
            .seen(on: right["eth0"], ICMP(.echoRequest), times: 10)
    }

    Stage("Reordering", "Every fourth packet is not delayed, and would overtake those before it: three of four are late.") {
        left { Impair("eth0", delay: .milliseconds(100), reorder: .percent(25)) }
        Ping(from: left, to: right, count: 200, timeout: .milliseconds(50)).loses(59...91)
    }

    Stage("A slow line", "At 1 Mbit/s a frame of 1264 bytes takes 10.1 ms.") {
        left { Impair("eth0", rate: .megabits(1)) }
        Ping(from: left, to: right, count: 5, size: 1222).takes(.milliseconds(10) ... .milliseconds(50))
    }

    Stage("A limit behind", "Three fragments are delayed together, and then wait for the token bucket: 20 ms more.") {
        left {
            Impair("eth0", delay: .milliseconds(30))
            Limit("eth0", rate: .megabits(1), burst: 1600, latency: .milliseconds(500))
        }
        Ping(from: left, to: right, count: 5).takes(.milliseconds(30) ... .milliseconds(44))
        Ping(from: left, to: right, count: 5, size: 4000).takes(.milliseconds(45) ... .milliseconds(120))
    }
}
