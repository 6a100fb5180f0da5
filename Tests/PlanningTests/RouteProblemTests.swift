import Planning
import Testing
import Warren

@Suite struct RouteProblemTests {
    let known = "host1 has eth0 10.57.4.20/24"

    @Test func `a next hop that no link reaches is refused with what there is`() {
        let wrong = Route("192.168.11.0/24", via: "10.57.5.21"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): no link of host1 reaches the next hop 10.57.5.21; \(known)"])
    }

    @Test func `a next hop outside of the link's networks needs .onlink`() {
        let wrong = Route("192.168.11.0/24", via: "10.57.5.21", dev: "eth0"), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): no network of eth0 contains the next hop 10.57.5.21; \(known); .onlink says that it is on the link all the same"])
        #expect(faults { host1 { Route("192.168.11.0/24", via: "10.57.5.21", dev: "eth0", .onlink) } } == [])
    }

    @Test func `a node without addresses reaches nothing`() {
        let bare = Namespace("bare")
        let wrong = Route("default", via: "10.0.0.1"), line = #line
        #expect(faults { bare; bare { wrong } } == ["\(line): no link of bare reaches the next hop 10.0.0.1; bare has no address"])
    }

    @Test func `a next hop has an address`() {
        let bare = Namespace("bare")
        let wrong = Route("192.168.11.0/24", via: bare), line = #line
        #expect(faults { bare; host1 { wrong } } == ["\(line): bare has no address to be a next hop"])
    }

    @Test func `an IPv6 route has an IPv6 next hop`() {
        let wrong = Route("fd00::/64", via: host2), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): 10.57.4.21 is an IPv4 address; an IPv6 route needs an IPv6 next hop"])
    }

    @Test func `a route by a link that there is not names the links and the stage`() {
        let wrong = Route("192.168.11.0/24", dev: "vxlan0"), line = #line
        let lab = pair { Stage("Host routes") { host1 { wrong } }; Stage("Other") {} }
        #expect(faults(lab) == ["\(line): host1 has no link vxlan0 in stage \"Host routes\"; it has eth0, veth-pod-a"])
    }

    @Test func `a route leads somewhere`() {
        let network = Route("192.168.11.0/24"), line1 = #line
        let host = Route(host2), line2 = #line
        let all = Route("default"), line3 = #line
        #expect(faults { host1 { network; host; all } } == [
            "\(line1): the route to 192.168.11.0/24 leads nowhere; expected via: a next hop, dev: a link, or .blackhole",
            "\(line2): the route to 10.57.4.21 leads nowhere; expected via: a next hop, dev: a link, or .blackhole",
            "\(line3): the route to default leads nowhere; expected via: a next hop, dev: a link, or .blackhole",
        ])
    }

    @Test func `.onlink needs a next hop`() {
        let wrong = Route("192.168.11.0/24", dev: "eth0", .onlink), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): .onlink speaks of a next hop; expected via: …"])
    }

    @Test(arguments: [Route.Trait.blackhole, .unreachable, .prohibit])
    func `a route that discards leads nowhere`(trait: Route.Trait) {
        let via = Route("10.0.0.0/8", via: host2, trait), line1 = #line
        let dev = Route("11.0.0.0/8", dev: "eth0", trait), line2 = #line
        #expect(faults { host1 { via; dev; Route("12.0.0.0/8", trait) } } == [line1, line2].map { "\($0): a route that discards its packets has neither next hop nor link" })
    }

    @Test func `a destination has no bits beyond its prefix`() {
        let wrong = Route("192.168.11.10/24", via: host2), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): 192.168.11.10/24 has bits beyond its prefix length; expected 192.168.11.0/24"])
    }

    @Test(arguments: ["192.168.11", "everywhere", "192.168.11.0/33", ""])
    func `a destination is a network, an address or default`(text: String) {
        let wrong = Route(text, via: host2), line1 = #line
        let expected = Route(text, via: host2), line2 = #line
        #expect(faults { host1 { wrong }; Expect(host1) { expected } } == [line1, line2].map {
            "\($0): \"\(text)\" is not a destination; expected a network such as 192.168.11.0/24, an address, or default"
        })
    }

    @Test func `a second route to a destination needs a metric of its own`() {
        let first = Route("192.168.11.0/24", via: host2), line1 = #line
        let second = Route("192.168.11.0/24", .blackhole), line2 = #line
        #expect(faults { host1 { first; second; Route("192.168.11.0/24", metric: 10, .blackhole) } } == [
            "\(line2): host1 already has a route to 192.168.11.0/24 (line \(line1)); a second one needs a metric of its own"
        ])
    }

    @Test func `the lab's own default route goes over the segment's, once`() throws {
        let second = Route("default", .blackhole), line = #line
        let first = Route("default", via: host2)
        #expect(faults { host1 { first; second } } == ["\(line): host1 already has a route to default (line \(first.source.line)); a second one needs a metric of its own"])
        #expect(try commands(pair { host1 { first } }, on: "host1").filter { $0.contains("route add default") } == ["ip route add default via 10.57.4.21 dev eth0"])
    }

    @Test func `a metric has bounds`() {
        let wrong = Route("10.0.0.0/8", via: host2, metric: -1), line1 = #line
        let expected = Route("10.0.0.0/8", metric: 4_294_967_296), line2 = #line
        #expect(faults { host1 { wrong }; Expect(host1) { expected } } == [
            "\(line1): the metric is -1; expected 0 to 4294967295", "\(line2): the metric is 4294967296; expected 0 to 4294967295",
        ])
    }

    @Test func `a source address is the node's own and of the route's family`() {
        let other = Route("10.0.0.0/8", via: host2, src: host2), line1 = #line
        let family = Route("fd00::/64", dev: "eth0", src: "10.57.4.20"), line2 = #line
        #expect(faults { host1 { other; family; Route("11.0.0.0/8", via: host2, src: host1) } } == [
            "\(line1): the source address 10.57.4.21 is not one of host1's (10.57.4.20)",
            "\(line2): the source address 10.57.4.20 is not one of host1's (it has none)",
        ])
    }

    @Test func `a route over a link that is down is refused where both are said together`() {
        let down = Link("eth0", .down), line1 = #line
        let named = Route("10.0.0.0/8", via: host2, dev: "eth0"), line2 = #line
        let found = Route("11.0.0.0/8", via: host2), line3 = #line
        #expect(faults { Stage("down") { host1 { down; named; found } } } == [line2, line3].map { "\($0): eth0 of host1 is down (line \(line1)); a route needs it up" })
        #expect(faults { host1 { named; found }; Stage("down") { host1 { down } } } == [])
    }
}
