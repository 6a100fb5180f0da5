import Planning
import Testing
import Warren

@Suite struct NexthopProblemTests {
    let left = Nexthop(1, via: "10.57.4.21")

    @Test func `a next hop stands on a link that is up`() {
        let down = Link("eth0", .down), line1 = #line
        let wrong = Nexthop(1, dev: "eth0"), line2 = #line
        #expect(faults { host1 { down; wrong } } == ["\(line2): eth0 of host1 is down (line \(line1)); a next hop needs it up"])
    }

    @Test func `a next hop over a bridge needs a port of it that is up`() {
        let bridge = Bridge("br0"), line1 = #line
        let wrong = Nexthop(1, dev: "br0"), line2 = #line
        #expect(faults { host1 { bridge; wrong } } == ["\(line2): br0 of host1 has no port that is up (line \(line1)); a next hop needs one"])
        #expect(faults { host1 { Dummy("d0"); Bridge("br0", ports: ["d0"]); Nexthop(1, dev: "br0") } } == [])
    }

    @Test func `a next hop without an address has nothing that is on the link`() {
        let link = Nexthop(1, dev: "eth0", .onlink), line1 = #line
        let nothing = Nexthop(2, .blackhole, .onlink), line2 = #line
        #expect(faults { host1 { link; nothing } } == [
            "\(line1): .onlink speaks of a next hop's address; expected via: …",
            "\(line2): a next hop that drops its packets has neither address nor link",
        ])
    }

    @Test func `a group has each of its next hops once`() {
        let wrong = Nexthop(2, group: [.init(1), .init(1)]), line = #line
        #expect(faults { host1 { left; wrong } } == ["\(line): next hop 1 stands twice in the group; expected once, with a weight"])
    }

    @Test func `a next hop that drops its packets is in no group with others`() {
        let wrong = Nexthop(3, group: [.init(1), .init(2)]), line = #line
        #expect(faults { host1 { left; Nexthop(2, .blackhole); wrong } } == [
            "\(line): 2 drops its packets (.blackhole), and can be in no group with others"
        ])
        #expect(faults { host1 { Nexthop(2, .blackhole); Nexthop(3, group: [.init(2)]) } } == [])
    }

    @Test(arguments: [Nexthop(2, via: "10.57.4.21"), Nexthop(2, dev: "eth0"), Nexthop(2, .blackhole), Nexthop(2, group: [.init(1)])])
    func `an IPv6 route is by a next hop with an IPv6 address`(hop: Nexthop) {
        let wrong = Route("fd01::/64", nexthop: 2), line = #line
        let number = hop.group == nil ? 2 : 1
        #expect(faults { host1 { left; hop; wrong } } == [
            "\(line): next hop \(number) has no IPv6 address; an IPv6 route needs an IPv6 next hop"
        ])
    }

    @Test func `the default route is of the family of its next hop`() throws {
        let lab = pair {
            host1 { Address("fd00::1/64", dev: "eth0"); Nexthop(1, via: "fd00::2"); Route("default", nexthop: 1) }
            Stage("one") {}
        }
        #expect(try commands(lab, on: "host1").contains("ip route add default nhid 1") == false)
        #expect(try commands(lab, on: "host1").contains { $0.hasPrefix("ip -6 route add default nhid 1") })
    }

    @Test func `a next hop's address is that of one other node`() {
        let all = Nexthop(1, via: "10.57.4.255"), line1 = #line
        let group = Nexthop(2, via: "224.0.0.5", dev: "eth0", .onlink), line2 = #line
        let none = Route("10.9.0.0/16", via: "0.0.0.0", dev: "eth0", .onlink), line3 = #line
        let own = Nexthop(3, via: "fd00::1"), line4 = #line
        #expect(faults { host1 { Address("fd00::1/64", dev: "eth0"); all; group; none; own } } == [
            "\(line1): 10.57.4.255 is a broadcast address, and no next hop",
            "\(line2): 224.0.0.5 is a multicast address, and no next hop",
            "\(line3): 0.0.0.0 is no address at all, and no next hop",
            "\(line4): fd00::1 is an address of host1 itself, and no next hop",
        ])
    }
}
