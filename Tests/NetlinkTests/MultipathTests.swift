import Addresses
import Testing

@testable import Netlink

@Suite("Routes of several ways")
struct MultipathTests {
    private let hops = [
        NextHop(via: IPAddress("10.57.4.21")!, device: "v0", weight: 1),
        NextHop(via: IPAddress("172.16.0.9")!, device: "v0", weight: 3, onlink: true),
    ]

    @Test func `each way is an rtnexthop with its gateway behind it`() throws {
        let route = RouteEntry(
            destination: Prefix("192.168.0.0/16")!,
            hops: [
                NextHop(via: IPAddress("10.57.4.21")!, device: "eth0", weight: 3, onlink: true),
                NextHop(via: IPAddress("fe80::1")!, device: "eth0"),
            ])
        let bytes = try encoded { batch throws(NetlinkError) in try route.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x58, 0, 0, 0, 24, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWROUTE, REQUEST | EXCL | CREATE
            2, 16, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0,  // AF_INET, /16, main, proto boot, scope global, unicast
            8, 0, 1, 0, 192, 168, 0, 0,             // RTA_DST
            0x34, 0, 9, 0,                          // RTA_MULTIPATH
            16, 0, 4, 2, 2, 0, 0, 0,                // rtnexthop: 16 bytes, RTNH_F_ONLINK, weight 3 as 2, eth0
            8, 0, 5, 0, 10, 57, 4, 21,              // RTA_GATEWAY
            0x20, 0, 0, 0, 2, 0, 0, 0,              // rtnexthop: 32 bytes, weight 1 as 0, eth0
            0x16, 0, 18, 0, 10, 0, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0,  // RTA_VIA AF_INET6
        ])
    }

    @Test func `the kernel takes both ways with their weights, shows them to ip, and gives them back`() throws {
        let namespace = try TestNamespace.withBridge()
        try namespace.run("ip", "address", "add", "10.57.4.20/24", "dev", "v0")
        let table = try namespace.socket.linkTable()
        let route = RouteEntry(destination: Prefix("192.168.0.0/16")!, scope: .global, hops: hops)
        try namespace.socket.execute { batch throws(NetlinkError) in try route.add(to: &batch, names: table) }
        let shown = try #require(try namespace.show("ip route show 192.168.0.0/16").first)
        let ways = try #require(shown["nexthops"] as? [[String: Any]])
        #expect(ways.map { $0["gateway"] as? String } == ["10.57.4.21", "172.16.0.9"])
        #expect(ways.map { $0["weight"] as? Int } == [1, 3])
        #expect(ways.map { ($0["flags"] as? [String])?.contains("onlink") } == [false, true])
        #expect(try namespace.socket.routes(family: .ipv4, table: 254).filter { $0.destination.length == 16 } == [route])
        try namespace.socket.execute { batch throws(NetlinkError) in try route.remove(from: &batch, names: table) }
        #expect(try namespace.show("ip route show 192.168.0.0/16").isEmpty)
    }

    @Test func `IPv6 routes have several ways too`() throws {
        let namespace = try TestNamespace.withBridge()
        try namespace.run("ip", "address", "add", "2001:db8::1/64", "dev", "v0", "nodad")
        let table = try namespace.socket.linkTable()
        let route = RouteEntry(
            destination: Prefix("2001:db8:9::/48")!, scope: .global, metric: 1024,
            hops: [
                NextHop(via: IPAddress("2001:db8::2")!, device: "v0", weight: 2),
                NextHop(via: IPAddress("2001:db8::3")!, device: "v0"),
            ])
        try namespace.socket.execute { batch throws(NetlinkError) in try route.add(to: &batch, names: table) }
        let ways = try #require(try namespace.show("ip -6 route show 2001:db8:9::/48").first?["nexthops"] as? [[String: Any]])
        #expect(Set(ways.map { "\($0["gateway"] ?? "") \($0["weight"] ?? "")" }) == ["2001:db8::2 2", "2001:db8::3 1"])
        let found = try #require(try namespace.socket.routes(family: .ipv6, table: 254).first { $0.destination.length == 48 })
        #expect(Set(found.hops) == Set(route.hops))
        try namespace.socket.execute { batch throws(NetlinkError) in try route.remove(from: &batch, names: table) }
        #expect(try namespace.show("ip -6 route show 2001:db8:9::/48").isEmpty)
    }
}
