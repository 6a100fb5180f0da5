// Two ways between two hosts, and what happens when one of them breaks.
//
// Not from an article: the textbook's diamond. host1 and host2 stand on a segment with each of two routers. Which
// way a packet takes is decided by metrics, by policy, or by the flow it belongs to, and a link that fails takes its
// routes along.

import Warren

let host1 = Host("host1")
let host2 = Host("host2")
let upper = Router("upper")
let lower = Router("lower")

let request = IPv4(from: "10.0.0.1", to: "10.0.0.2") / ICMP(.echoRequest)

/// The host's own address, which belongs to neither of its two links.
func identity(_ host: Host, _ address: String) -> Within {
    host { Address(address, dev: "lo") }
}

Lab("two-ways") {
    Segment("upper-left") { host1.attached(as: "up", "10.1.1.11/24"); upper.attached(as: "left", "10.1.1.1/24") }
    Segment("upper-right") { host2.attached(as: "up", "10.1.2.12/24"); upper.attached(as: "right", "10.1.2.1/24") }
    Segment("lower-left") { host1.attached(as: "down", "10.2.1.11/24"); lower.attached(as: "left", "10.2.1.1/24") }
    Segment("lower-right") { host2.attached(as: "down", "10.2.2.12/24"); lower.attached(as: "right", "10.2.2.1/24") }
    identity(host1, "10.0.0.1/32")
    identity(host2, "10.0.0.2/32")
    for (router, left, right) in [(upper, "10.1.1.11", "10.1.2.12"), (lower, "10.2.1.11", "10.2.2.12")] {
        router {
            Route("10.0.0.1", via: left)
            Route("10.0.0.2", via: right)
        }
    }

    host1 {
        Route("10.0.0.2", via: "10.1.1.1", src: "10.0.0.1", metric: 10)
        Route("10.0.0.2", via: "10.2.1.1", src: "10.0.0.1", metric: 20)
    }
    host2 {
        Route("10.0.0.1", via: "10.1.2.1", src: "10.0.0.2", metric: 10)
        Route("10.0.0.1", via: "10.2.2.1", src: "10.0.0.2", metric: 20)
    }

    Stage("The better one", "Two routes to one destination: the lower metric wins, and the other waits.") {
        Ping(from: host1, to: "10.0.0.2", count: 2)
            .seen(on: upper["right"], request, times: 2)
            .notSeen(on: lower["left"], ICMP(), "nothing by the other way")
    }

    Stage("A link fails", "host1's upper link goes down, and with it the route that needs it. The waiting one is now the best. host2 has heard nothing of it: its replies take the upper way still, and are lost there.") {
        Down(host1["up"])

        Expect(host1, .absent) { Route("10.0.0.2", via: "10.1.1.1") }
        Expect(host1) { Route("10.0.0.2", via: "10.2.1.1", dev: "down") }
        Ping(from: host1, to: "10.0.0.2")
            .fails()
            .seen(on: lower["right"], request)
            .seen(on: upper["right"], IPv4(from: "10.0.0.2", to: "10.0.0.1") / ICMP(.echoReply), "the reply still goes by the upper way")
    }

    Stage("Both ends know", "With both upper links down both hosts use the lower way.") {
        Down(host1["up"])
        Down(host2["up"])

        Ping(from: host1, to: "10.0.0.2", count: 2)
            .seen(on: lower["right"], request, times: 2)
            .notSeen(on: upper["left"], ICMP(), "nothing by the upper way")
    }

    Stage("Mended, and shared", "The links are up again, with the routes they had. Before those comes one route with two next hops: each flow takes one of them, and stays with it; the kernel decides by a hash of the addresses. So which of the two carries this ping is not for the lab to say; that all of it gets through is.") {
        host1 { Route("10.0.0.2", via: [Hop("10.1.1.1", weight: 1), Hop("10.2.1.1", weight: 3)], src: "10.0.0.1") }
        host2 { Route("10.0.0.1", via: [Hop("10.1.2.1"), Hop("10.2.2.1")], src: "10.0.0.2") }

        Expect(host1) {
            Route("10.0.0.2", via: "10.1.1.1", dev: "up")
            Route("10.0.0.2", via: "10.2.1.1", dev: "down")
        }
        Ping(from: host1, to: "10.0.0.2", count: 4)
    }

    Stage("One of two is enough", "With the lower links down the lower next hops are gone. The route has one way left, and every flow takes it.") {
        host1 { Route("10.0.0.2", via: [Hop("10.1.1.1", weight: 1), Hop("10.2.1.1", weight: 3)], src: "10.0.0.1") }
        host2 { Route("10.0.0.1", via: [Hop("10.1.2.1"), Hop("10.2.2.1")], src: "10.0.0.2") }
        Down(host1["down"])
        Down(host2["down"])

        Ping(from: host1, to: "10.0.0.2", count: 4)
            .seen(on: upper["right"], request, times: 4)
            .notSeen(on: lower["left"], ICMP(), "nothing by the lower way")
    }

    Stage("By policy", "Rules come before routes: they say which table is asked. What host1 sends to 10.0.0.2 looks into table 100, which has the lower way; the main table, which has the upper one, is not asked.") {
        host1 {
            Route("10.0.0.2", via: "10.2.1.1", src: "10.0.0.1", table: 100)
            Rule(to: "10.0.0.2", table: 100, priority: 1000)
        }
        host2 { Route("10.0.0.1", via: "10.2.2.1") }

        Expect(host1) { Route("10.0.0.2", via: "10.1.1.1", metric: 10) }
        Ping(from: host1, to: "10.0.0.2")
            .seen(on: lower["right"], request)
            .notSeen(on: upper["left"], ICMP(), "the main table was not asked")
    }
}
