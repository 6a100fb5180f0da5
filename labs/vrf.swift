// One router, two customers, the same addresses. Each customer's links are in a VRF with a table of routes of its own.
import Warren

let router = Router("router")
let red1 = Namespace("red1"), red2 = Namespace("red2")
let blue1 = Namespace("blue1"), blue2 = Namespace("blue2")

/// Two networks of a customer, the router between them.
struct Customer: Component {
    let left: Namespace, right: Namespace

    var body: [Element] {
        left
        right
        Veth(router[left.name], left["eth0"])
        Veth(router[right.name], right["eth0"])
        router { Address("10.1.0.1/24", dev: left.name); Address("10.2.0.1/24", dev: right.name) }
        left { Address("10.1.0.10/24", dev: "eth0"); Route("default", via: "10.1.0.1", dev: "eth0") }
        right { Address("10.2.0.10/24", dev: "eth0"); Route("default", via: "10.2.0.1", dev: "eth0") }
    }
}

Lab("vrf") {
    Customer(left: red1, right: red2)
    Customer(left: blue1, right: blue2)
    router

    Stage("Two VRFs", "What arrives by a link of red is routed by red's table, and by no other.") {
        router {
            VRF("red", table: 10, links: ["red1", "red2"])
            VRF("blue", table: 20, links: ["blue1", "blue2"])
        }
        Ping(from: red1, to: "10.2.0.10")
            .seen(on: red2["eth0"], IPv4(from: "10.1.0.10", ttl: 63) / ICMP(.echoRequest))
            .notSeen(on: blue2["eth0"], IPv4(), "nothing of red's at blue")
        Ping(from: blue1, to: "10.2.0.10")
            .seen(on: blue2["eth0"], IPv4(from: "10.1.0.10", ttl: 63) / ICMP(.echoRequest))
            .notSeen(on: red2["eth0"], IPv4(), "nothing of blue's at red")
    }

    Stage("A service for one of them", "The address of a dummy, in red's table, is red's alone.") {
        router {
            VRF("red", table: 10, links: ["red1", "red2", "service"])
            VRF("blue", table: 20, links: ["blue1", "blue2"])
            Dummy("service")
            Address("10.9.9.9/32", dev: "service")
        }
        Ping(from: red1, to: "10.9.9.9")
        Ping(from: blue1, to: "10.9.9.9").fails(with: .netUnreachable)
    }

    Stage("The service changes hands", "Its link is put into the other VRF, and the address goes with it.") {
        router {
            VRF("red", table: 10, links: ["red1", "red2"])
            VRF("blue", table: 20, links: ["blue1", "blue2", "service"])
            Dummy("service")
            Address("10.9.9.9/32", dev: "service")
        }
        Ping(from: blue1, to: "10.9.9.9")
        Ping(from: red1, to: "10.9.9.9").fails(with: .netUnreachable)
    }
}
