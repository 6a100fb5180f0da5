// Bad lines, and what is seen of them: each stage asks for an impairment and measures it. What happens at random is compared
// with what chance allows: five standard deviations, so that an honest line fails the lab less than once in a million runs.
import Warren

let left = Namespace("left")
let right = Namespace("right")

/// What ping measures, judged by a program of awk: its last line says what it found.
struct Measured: Component {
    let options: String
    let awk: String
    let expected: String

    var body: [Element] {
        Command(from: left, "sh", "-c", "ping \(options) 10.0.0.2 | awk '\(awk)'", within: .seconds(30)).succeeds(printing: expected)
    }
}

/// The shortest of the ways to the other side and back, in milliseconds: a busy machine makes the others longer.
struct RoundTrip: Component {
    let options: String
    let bounds: ClosedRange<Double>

    var body: [Element] {
        // rtt min/avg/max/mdev = 50.072/50.101/50.130/0.029 ms
        Measured(
            options: "-q \(options)",
            awk: "/^rtt/ { split($4, t, \"/\"); print t[1], (t[1] >= \(bounds.lowerBound) && t[1] <= \(bounds.upperBound)) ? \"within\" : \"outside\" }",
            expected: "within")
    }
}

/// How many of 500 requests are answered. So many may be missing, in percent.
struct Loss: Component {
    let bounds: ClosedRange<Int>

    var body: [Element] {
        // 500 packets transmitted, 402 received, 19.6% packet loss, time 1032ms
        Measured(
            options: "-q -c 500 -i 0.002 -W 1",
            awk: "/loss/ { lost = 100 * ($1 - $4) / $1; print lost, (lost >= \(bounds.lowerBound) && lost <= \(bounds.upperBound)) ? \"within\" : \"outside\" }",
            expected: "within")
    }
}

Lab("impairments") {
    left
    right
    Veth(left["eth0"], right["eth0"])
    left { Address("10.0.0.1/24", dev: "eth0") }
    right { Address("10.0.0.2/24", dev: "eth0") }

    Stage("A good line", "For comparison: nothing is lost, and nothing takes long.") {
        Ping(from: left, to: right, count: 100, interval: .milliseconds(1))
            .seen(on: right["eth0"], ICMP(.echoRequest), times: 100)
        RoundTrip(options: "-c 10 -i 0.01", bounds: 0...20)
    }

    Stage("Delay", "25 ms each way: 50 there and back, and never less.") {
        left { Impair("eth0", .both, delay: .milliseconds(25)) }
        Ping(from: left, to: right, timeout: .milliseconds(45)).fails()
        RoundTrip(options: "-c 10 -i 0.01", bounds: 50...90)
    }

    Stage("Delay in one direction", "40 ms for what leaves; the answers come back at once.") {
        left { Impair("eth0", delay: .milliseconds(40)) }
        RoundTrip(options: "-c 10 -i 0.01", bounds: 40...80)
    }

    Stage("Jitter", "30 ms, give or take 20: some sooner, some later, and so not in their order.") {
        left { Impair("eth0", delay: .milliseconds(30), jitter: .milliseconds(20)) }
        RoundTrip(options: "-c 100 -i 0.002", bounds: 10...30)
        Measured(
            options: "-c 100 -i 0.002",
            awk: "match($0, /icmp_seq=[0-9]+/) { n = substr($0, RSTART + 9, RLENGTH - 9) + 0; if (n < last) late++; last = n } END { print late, late > 10 ? \"overtaken\" : \"in order\" }",
            expected: "overtaken")
    }

    Stage("Loss", "One request of five is lost: of 500 a hundred, give or take forty-five.") {
        left { Impair("eth0", loss: .percent(20)) }
        Loss(bounds: 11...29)
    }

    Stage("Loss both ways", "One of five there and one of five back: 36 of a hundred are not answered.") {
        left { Impair("eth0", .both, loss: .percent(20)) }
        Loss(bounds: 25...47)
    }

    Stage("A dead line", "Everything is lost, and only in one direction.") {
        left { Impair("eth0", .incoming, loss: .percent(100)) }
        Ping(from: left, to: right).fails()
            .seen(on: right["eth0"], ICMP(.echoRequest))
            .notSeen(on: left["eth0"], ICMP(.echoReply))
    }

    Stage("Duplicates", "Every request arrives twice, and is answered twice.") {
        left { Impair("eth0", duplicate: .percent(100)) }
        Ping(from: left, to: right, count: 5, interval: .milliseconds(1))
            .seen(on: right["eth0"], ICMP(.echoRequest), times: 10)
    }

    Stage("Reordering", "Every fourth request is not delayed, and overtakes those before it.") {
        left { Impair("eth0", delay: .milliseconds(10), reorder: .percent(25)) }
        Measured(
            options: "-c 200 -i 0.002",
            awk: "match($0, /icmp_seq=[0-9]+/) { n = substr($0, RSTART + 9, RLENGTH - 9) + 0; if (n < last) late++; last = n } END { print late, late > 10 ? \"overtaken\" : \"in order\" }",
            expected: "overtaken")
    }

    Stage("A slow line", "At 1 Mbit/s a frame of 1264 bytes takes 10.1 ms.") {
        left { Impair("eth0", rate: .megabits(1)) }
        RoundTrip(options: "-c 5 -s 1222 -i 0.05", bounds: 10...50)
    }

    Stage("A limit behind", "Both at once: what is delayed waits for the token bucket afterwards.") {
        left {
            Impair("eth0", delay: .milliseconds(30))
            Limit("eth0", rate: .megabits(1), burst: 1600, latency: .milliseconds(500))
        }
        // The bucket lets one go at once; the fifth has waited for four times 10.1 ms, less what the bucket held.
        Measured(
            options: "-q -c 5 -s 1222 -l 5",
            awk: "/^rtt/ { split($4, t, \"/\"); print t[1], t[3], (t[1] >= 30 && t[3] >= 60) ? \"within\" : \"outside\" }", expected: "within")
    }
}
