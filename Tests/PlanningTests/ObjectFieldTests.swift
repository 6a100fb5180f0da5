import Addresses
import Testing

@testable import Netlink
@testable import Planning

@Suite("Each kind of object is described whole by its table of fields")
struct ObjectFieldTests {
    @Test func `every kind has samples, in which every field has a value and another`() {
        func names<Object: KernelObject>(_ kind: Object.Type) -> Set<String> { Set(kind.fields.fields.map(\.name)) }
        for kind in ObjectKinds.all {
            let samples = ObjectSamples.all.filter { $0.kind == kind }
            #expect(!samples.isEmpty, "\(kind)")
            #expect(samples.reduce(into: Set()) { $0.formUnion($1.fields) } == names(kind), "\(kind)")
        }
    }

    @Test func `each field is sent and read back, compared, said, expected and written down`() throws {
        for sample in ObjectSamples.all { try sample.check() }
    }

    @Test func `what was not asked for may be anything, and what the kernel means by nothing is that`() {
        let address = Prefix("10.0.0.1/24")!, network = Prefix("10.1.0.0/16")!, six = Prefix("fd00::/64")!,
            via = IPAddress("10.0.0.2")!
        let bare = AddressEntry(link: "eth0", address: address)
        #expect(bare.isMet(by: AddressEntry(link: "eth0", address: address, peer: via, scope: .link, broadcast: via)))
        let route = RouteEntry(destination: network, via: via)
        #expect(
            route.isMet(
                by: RouteEntry(destination: network, via: via, device: "eth0", scope: .link, source: via, mtu: 1400)))
        // A route without a metric has the kernel's, and none is as good as its word.
        #expect(route.isMet(by: RouteEntry(destination: network, via: via, metric: 0)))
        #expect(!route.isMet(by: RouteEntry(destination: network, via: via, metric: 1)))
        #expect(RouteEntry(destination: six).isMet(by: RouteEntry(destination: six, metric: 1024)))
        #expect(!RouteEntry(destination: six).isMet(by: RouteEntry(destination: six, metric: 1)))
        // IPv6 routes have no scope, whatever was asked for.
        #expect(RouteEntry(destination: six, scope: .link).isMet(by: RouteEntry(destination: six, scope: .global)))
        // The ways of a route have no order.
        let ways = [NextHop(via: via, device: "eth0"), NextHop(device: "eth1", weight: 2)]
        #expect(
            RouteEntry(destination: network, hops: ways).isMet(
                by: RouteEntry(destination: network, hops: ways.reversed())))
        let open = PlannedPeer(
            link: "wg0", key: .known(ObjectSamples.keys[0]), endpoint: nil, allowedIPs: [], keepalive: nil)
        #expect(
            open.isMet(
                by: PlannedPeer(
                    link: "wg0", key: open.key, endpoint: .init(address: via, port: 1), allowedIPs: [], keepalive: nil))
        )
    }

    @Test func `an expectation leaves open what it does not say`() {
        let network = Prefix("10.1.0.0/16")!, via = IPAddress("10.0.0.2")!, other = IPAddress("10.0.0.3")!
        let ways = RouteEntry(
            destination: network, hops: [NextHop(via: via, device: "eth0"), NextHop(via: other, device: "eth1")])
        // A route of several ways leads by each of them.
        #expect(RouteEntry(destination: network, via: other, device: "eth1").agrees(with: ways, leavingOpen: []))
        #expect(!RouteEntry(destination: network, via: other, device: "eth0").agrees(with: ways, leavingOpen: []))
        let found = RouteEntry(
            destination: network, via: via, device: "eth0", onlink: true, scope: .link, source: other, metric: 7,
            mtu: 1400)
        #expect(RouteEntry(destination: network).agrees(with: found, leavingOpen: []))
        #expect(
            RouteEntry(destination: network, metric: 0).agrees(with: RouteEntry(destination: network), leavingOpen: []))
        #expect(!RouteEntry(destination: network, metric: 8).agrees(with: found, leavingOpen: []))
        #expect(
            !RouteEntry(destination: network).agrees(
                with: RouteEntry(destination: network, type: .blackhole), leavingOpen: []))
        #expect(
            RouteEntry(destination: network).agrees(
                with: RouteEntry(destination: network, type: .blackhole), leavingOpen: ["type"]))
        // An entry that was asked for in vain is none.
        let wanted = NeighbourEntry(link: "eth0", address: via)
        #expect(
            wanted.agrees(
                with: NeighbourEntry(link: "eth0", address: via, mac: .broadcast, state: .stale),
                leavingOpen: ["mac", "state"]))
        #expect(
            !wanted.agrees(
                with: NeighbourEntry(link: "eth0", address: via, state: .failed), leavingOpen: ["mac", "state"]))
        // What never ages is one thing, and what was learnt another.
        func entry(_ state: ForwardingState, _ destination: IPAddress? = nil) -> ForwardingEntry {
            ForwardingEntry(link: "vxlan0", mac: .zero, destination: destination, state: state)
        }
        #expect(
            entry(.dynamic).agrees(with: entry(.static, via), leavingOpen: [])
                && !entry(.dynamic).agrees(with: entry(.permanent, via), leavingOpen: []))
        #expect(!entry(.permanent, via).agrees(with: entry(.permanent, other), leavingOpen: []))
    }

    @Test func `an object's line has the noun and the words, and what is at a link has a phrase`() {
        #expect(
            ObjectSamples.route.object.line
                == "route 192.168.0.0/16 via 10.0.0.1 dev eth0 scope link src 10.0.0.2 metric 100 mtu 1400 onlink "
                + "table 1000"
        )
        #expect(ObjectSamples.neighbour.object.line == "neighbour 10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 permanent")
        #expect(
            ObjectSamples.neighbour.object.line(leavingOpen: ["state"])
                == "neighbour 10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01")
        #expect(
            ObjectSamples.forwarding.object.line
                == "forwarding entry 02:00:00:00:00:01 dev eth0 dst 10.0.0.1 port 4789 vni 7 via eth1 permanent")
        #expect(ObjectSamples.limit.object.phrase == "limit 8Mbit burst 4096 latency 50 ms")
        #expect(
            ObjectSamples.impairment.object.phrase
                == "netem delay 50ms 1500us loss 20% duplicate 40% reorder 60% rate 1000000bit")
        #expect(ObjectSamples.vlan.object.phrase == "vlan 10 untagged")
        #expect(ObjectSamples.address.object.phrase == "10.0.0.1 peer 10.0.0.2/24")
        #expect(ObjectSamples.peer.object.phrase == "peer AQEBAQEB… at 10.0.0.1:51820 for 10.7.0.0/16")
    }

    @Test func `a record at a link does not name the link`() {
        #expect(
            ObjectSamples.limit.object.record["link"] == nil
                && ObjectSamples.limit.object.record["latency"] == .number(0.05))
        #expect(ObjectSamples.neighbour.object.record["link"] == .text("eth0"))
    }
}
