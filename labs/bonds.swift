// Two cables as one link: one carries and the other waits, or both carry. Needs the kernel's bonding driver; without it,
// `warren test --vm labs/bonds.swift` has it.
import Warren

let left = Namespace("left"), right = Namespace("right")

/// The same bond at both ends, with an address each.
struct Bonded: Component {
    let bond: Bond

    var body: [Element] {
        left { bond; Address("10.0.0.1/24", dev: "bond0") }
        right { bond; Address("10.0.0.2/24", dev: "bond0") }
        Expect(left) { bond }
    }
}

let backup = Bond("bond0", ports: ["eth0", "eth1"], mode: .activeBackup, primary: "eth0")

Lab("bonds") {
    left
    right
    Veth(left["eth0"], right["eth0"])
    Veth(left["eth1"], right["eth1"])

    Stage("Active backup", "eth0 is the primary port: it carries everything, and eth1 waits.") {
        Bonded(bond: backup)
        Ping(from: left, to: "10.0.0.2", count: 3, timeout: .seconds(3))
            .seen(on: left["eth0"], ICMP(.echoRequest), times: 3)
            .notSeen(on: left["eth1"], ICMP(.echoRequest), "nothing by the cable that waits")
    }

    Stage("A port fails", """
        eth0 is down at one end, and at the other its carrier is gone. Carriers are looked at each 100 ms: what is sent \
        before is lost, and then both ends go on by eth1.
        """) {
        Bonded(bond: backup)
        Down(left["eth0"])
        Ping(from: left, to: "10.0.0.2", count: 20, interval: .milliseconds(50)).loses(0...30)
            .seen(on: left["eth1"], ICMP(.echoRequest))
            .notSeen(on: left["eth0"], ICMP(.echoRequest), "nothing by the cable that failed")
    }

    Stage("Neighbours asked", "The left end asks for the right one by ARP, through the cable that it uses, in place of carriers.") {
        left {
            Bond("bond0", ports: ["eth0", "eth1"], arp: .every(.milliseconds(200), "10.0.0.2"))
            Address("10.0.0.1/24", dev: "bond0")
        }
        right { backup; Address("10.0.0.2/24", dev: "bond0") }
        Ping(from: left, to: "10.0.0.2", count: 3, timeout: .seconds(3))
    }

    Stage("LACP", "Both ends agree upon the ports (IEEE 802.3ad), and a hash of addresses and ports chooses one for each flow.") {
        Bonded(bond: Bond("bond0", ports: ["eth0", "eth1"], mode: .lacp, hash: .layer34, .fast))
        Ping(from: left, to: "10.0.0.2", count: 3, timeout: .seconds(3))
    }
}
