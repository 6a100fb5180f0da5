// Who waits for a narrow line, and for how long: the classes of a queue, asked for and measured.
//
// Not from an article: what `tc qdisc`, `class` and `filter` do. A server sends to a client over a line of 8 Mbit/s. What
// is measured is the time of large pings, of which each is six frames, 8,212 bytes in all.
import Warren

let server = Namespace("server"), client = Namespace("client")
let voice = "10.0.0.2", bulk = "10.0.0.3"

func pings(to address: String) -> Ping { Ping(from: server, to: address, count: 5, size: 8000) }
/// At 7 or 8 Mbit/s the six frames take 9 ms at the most.
func isFast(_ address: String) -> Ping { pings(to: address).takes(.zero ... .milliseconds(40)) }
/// At 1 Mbit/s the sixth leaves 48 ms after the first, which is never less; a busy machine may add to it.
func isSlow(_ address: String) -> Ping { pings(to: address).takes(.milliseconds(45) ... .milliseconds(500)) }

/// The queue, which is asked for and then expected.
struct Queued: Component {
    let queue: Queue

    var body: [Element] {
        server { queue }
        Expect(server) { queue }
    }
}

Lab("queues") {
    server
    client
    Veth(server["eth0"], client["eth0"])
    server { Address("10.0.0.1/24", dev: "eth0") }
    client { Address("\(voice)/24", dev: "eth0"); Address("\(bulk)/24", dev: "eth0") }

    Stage("No queue", "For comparison: nothing waits, whatever it is for.") {
        isFast(voice)
        isFast(bulk)
    }

    Stage("Two classes", """
        The line is divided: 7 Mbit/s for voice, and 1 Mbit/s for what no filter names. After a pause 1,600 bytes of \
        that may leave at once; the rest of a large ping waits for its turn.
        """) {
        Queued(queue: Queue("eth0", .htb(otherwise: 20)) {
            QueueClass(10, rate: .megabits(7))
            QueueClass(20, rate: .megabits(1), burst: 1600)
            QueueFilter(to: voice, class: 10)
        })
        isFast(voice)
        isSlow(bulk)
    }

    Stage("Borrowed", """
        The same shares, of one line. What voice does not need bulk may have, up to the whole line: its 1 Mbit/s is what \
        it has for certain, and no longer all that it gets.
        """) {
        Queued(queue: Queue("eth0", .htb(otherwise: 20)) {
            QueueClass(1, rate: .megabits(8))
            QueueClass(10, rate: .megabits(7), ceiling: .megabits(8), in: 1)
            QueueClass(20, rate: .megabits(1), ceiling: .megabits(8), burst: 1600, priority: 1, in: 1)
            QueueFilter(to: voice, class: 10)
        })
        isFast(voice)
        isFast(bulk)
    }

    Stage("The other way round", "One filter is another, and now it is voice that has the rest.") {
        Queued(queue: Queue("eth0", .htb(otherwise: 20)) {
            QueueClass(10, rate: .megabits(7))
            QueueClass(20, rate: .megabits(1), burst: 1600)
            QueueFilter(to: bulk, class: 10)
        })
        isSlow(voice)
        isFast(bulk)
    }

    Stage("The first that matches", """
        Filters are tried in their order. The first takes every ping, that to voice too, and what the second would have \
        done with it does not count.
        """) {
        Queued(queue: Queue("eth0", .htb(otherwise: 10)) {
            QueueClass(10, rate: .megabits(7))
            QueueClass(20, rate: .megabits(1), burst: 1600)
            QueueFilter(.icmp, class: 20)
            QueueFilter(to: voice, class: 10)
        })
        isSlow(voice)
    }

    Stage("Fair", "No classes and no rates, but a queue for each flow. Where the line is no limit, nobody waits.") {
        Queued(queue: Queue("eth0", .fqCodel(target: .milliseconds(5), limit: 1000)))
        isFast(bulk)
    }
}
