// Many routes, one next hop: what a number stands for changes, and all of them lead elsewhere.
//
// Not from an article: the objects of `ip nexthop`. The edge has two ways to the far side, where three networks are. Its
// routes say only "by 10". Each stage changes what 10 is, and never a route.
import Warren

let client = Host("client"), far = Host("far")
let edge = Router("edge"), left = Router("left"), right = Router("right")
let networks = ["10.20.1.0/24", "10.20.2.0/24", "10.20.3.0/24"]
/// Of each network the one address that is there.
let targets = ["10.20.1.1", "10.20.2.1", "10.20.3.1"]

/// The routes, which are the same in every stage, and what they name.
struct Led: Component {
    let next: Nexthop

    var body: [Element] {
        edge {
            next
            for network in networks { Route(network, nexthop: 10) }
        }
        Expect(edge) { for network in networks { Route(network, nexthop: 10) } }
    }
}

/// A ping to each network passes one of the routers, and not the other.
struct All: Component {
    let way: Router, other: Router

    var body: [Element] {
        for target in targets {
            Ping(from: client, to: target)
                .seen(on: way["far"], IPv4(to: target) / ICMP(.echoRequest))
                .notSeen(on: other["far"], ICMP(.echoRequest), "nothing by the \(other.name) way")
        }
    }
}

/// A hundred connections, each a flow of its own.
let flows = Connect(from: client, to: targets[0], port: 7, count: 100)
let syn = IPv4(to: targets[0]) / TCP(to: 7, flags: [.syn])

Lab("next-hops") {
    client
    far
    edge
    Veth(client["eth0"], edge["clients"])
    client { Address("10.0.0.2/24", dev: "eth0"); Route("default", via: "10.0.0.1") }
    edge {
        Address("10.0.0.1/24", dev: "clients")
        // Addresses and ports say what a flow is.
        Sysctl("net.ipv4.fib_multipath_hash_policy", 1)
    }
    for (way, number) in [(left, 1), (right, 2)] {
        way
        Veth(edge[way.name], way["edge"])
        Veth(way["far"], far[way.name])
        edge {
            Address("10.1.\(number).1/24", dev: way.name)
            Nexthop(number, via: "10.1.\(number).2")
        }
        far { Address("10.2.\(number).2/24", dev: way.name) }
        way {
            Address("10.1.\(number).2/24", dev: "edge")
            Address("10.2.\(number).1/24", dev: "far")
            Route("10.20.0.0/16", via: "10.2.\(number).2")
            Route("10.0.0.0/24", via: "10.1.\(number).1")
        }
    }
    far {
        for target in targets { Address("\(target)/32", dev: "lo") }
        Route("10.0.0.0/24", via: "10.2.2.1")
    }
    Serve(on: far, .tcp, port: 7)

    Stage("By a number", """
        Three routes name the next hop 10, and none of them says where that is. The object does: it is the left router. \
        What comes back takes the right way in every stage.
        """) {
        let next = Nexthop(10, via: "10.1.1.2")
        Led(next: next)

        Expect(edge) { next }
        All(way: left, other: right)
    }

    Stage("One change", "The object is changed, and no route: all three lead to the right router.") {
        let next = Nexthop(10, via: "10.1.2.2")
        Led(next: next)

        Expect(edge) { next }
        Expect(edge, .absent) { Nexthop(10, via: "10.1.1.2") }
        All(way: right, other: left)
    }

    Stage("A group", """
        Now 10 is a group: of four flows the left router is to have three, on average. Each flow is one way's, and a \
        hundred of them take both.
        """) {
        let next = Nexthop(10, group: [.init(1, weight: 3), .init(2)])
        Led(next: next)

        Expect(edge) { next }
        flows
            .seen(on: left["far"], syn, "some of the connections by the left way")
            .seen(on: right["far"], syn, "some of them by the right way")
    }

    Stage("A way fails", """
        The left cable is down, and the kernel removes the next hop that needs it, from the group too. The routes are \
        what they were: 10 has one member left, which has every flow.
        """) {
        Led(next: Nexthop(10, group: [.init(1, weight: 3), .init(2)]))
        Down(edge["left"])

        Expect(edge, .absent) { Nexthop(1, via: "10.1.1.2") }
        Expect(edge) { Nexthop(10, group: [.init(2)]) }
        flows
            .seen(on: right["far"], syn, times: 100, "all of them by the right way")
    }

    Stage("Resilient", """
        The group deals its flows out to 64 buckets, and each bucket belongs to a member: 48 to the left, 16 to the \
        right. When a member goes, only its own buckets are given to others.
        """) {
        let next = Nexthop(10, group: [.init(1, weight: 3), .init(2)], resilient: .buckets(64))
        Led(next: next)

        Expect(edge) { next }
        flows
            .seen(on: left["far"], syn, "some of the connections by the left way")
            .seen(on: right["far"], syn, "some of them by the right way")
    }

    Stage("Nowhere", "At last 10 drops what is led to it. One object, and three networks are out of reach.") {
        let next = Nexthop(10, .blackhole)
        Led(next: next)

        Expect(edge) { next }
        for target in targets {
            Ping(from: client, to: target)
                .fails()
                .seen(on: edge["clients"], IPv4(to: target) / ICMP(.echoRequest))
                .notSeen(on: edge["left"], ICMP(), "nothing by the left way")
                .notSeen(on: edge["right"], ICMP(), "nothing by the right way")
        }
    }
}
