import Addresses
import Glibc
import Testing

@testable import Netlink

@Suite("Addresses and routes in a real kernel, with ip as the oracle")
struct RouteTests {
    private let near = AddressEntry(link: "v0", address: Prefix("10.57.4.20/24")!)

    @Test func `addresses of both families come and go`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let entries = [
            AddressEntry(link: "lo", address: Prefix("127.0.0.2/8")!, scope: .host),
            AddressEntry(link: "v0", address: Prefix("10.57.4.20/24")!, scope: .global, broadcast: IPAddress("10.57.4.255")!),
            AddressEntry(link: "v0", address: Prefix("10.0.0.1/32")!, peer: IPAddress("10.0.0.2")!, scope: .link),
            AddressEntry(link: "v0", address: Prefix("2001:db8::1/64")!, scope: .global, noDAD: true),
            AddressEntry(link: "v0", address: Prefix("2001:db8:1::1/128")!, peer: IPAddress("2001:db8:1::2")!, scope: .global, noDAD: true),
        ]
        try namespace.socket.execute { batch throws(NetlinkError) in
            for entry in entries {
                var asked = entry
                if asked.link == "lo" { asked.scope = nil }
                try asked.add(to: &batch, names: table)
            }
        }
        let shown = try #require(try namespace.show("ip address show dev v0").first?["addr_info"] as? [[String: Any]])
        #expect(shown.count == 4)
        let first = try #require(shown.first { $0["local"] as? String == "10.57.4.20" })
        #expect(first["prefixlen"] as? Int == 24 && first["broadcast"] as? String == "10.57.4.255")
        let second = try #require(shown.first { $0["local"] as? String == "10.0.0.1" })
        #expect(second["address"] as? String == "10.0.0.2" && second["scope"] as? String == "link")
        let third = try #require(shown.first { $0["local"] as? String == "2001:db8::1" })
        #expect(third["nodad"] as? Bool == true && third["tentative"] == nil)
        let fourth = try #require(shown.first { $0["local"] as? String == "2001:db8:1::1" })
        #expect(fourth["address"] as? String == "2001:db8:1::2")

        let read = try namespace.socket.addresses()
        for entry in entries { #expect(read.contains(entry), "\(entry)") }
        #expect(try namespace.socket.addresses(family: .ipv6).allSatisfy { $0.address.family == .ipv6 })
        try namespace.socket.execute { batch throws(NetlinkError) in
            for entry in entries { try entry.remove(from: &batch, names: table) }
        }
        #expect(try namespace.show("ip address show dev v0").allSatisfy { ($0["addr_info"] as? [Any])?.isEmpty ?? true })
    }

    @Test func `routes of every sort are as asked, and so read back`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let via = IPAddress("10.57.4.21")!
        let routes = [
            RouteEntry(destination: .default(.ipv4), via: IPAddress("10.57.4.1")!, device: "v0", scope: .global),
            RouteEntry(destination: Prefix("192.168.11.0/24")!, via: IPAddress("172.16.0.9")!, device: "v0", onlink: true, scope: .global, proto: 80),
            RouteEntry(destination: Prefix("192.168.12.7/32")!, device: "v0", scope: .link),
            RouteEntry(destination: Prefix("192.168.13.0/24")!, via: via, device: "v0", scope: .global, source: IPAddress("10.57.4.20")!, metric: 50, mtu: 1400),
            RouteEntry(destination: Prefix("192.168.14.0/24")!, via: via, device: "v0", scope: .global, table: 1000),
            RouteEntry(destination: Prefix("192.168.15.0/26")!, scope: .global, type: .blackhole, proto: 4),
            RouteEntry(destination: Prefix("192.168.16.0/24")!, scope: .global, type: .unreachable),
            RouteEntry(destination: Prefix("192.168.17.0/24")!, scope: .global, type: .prohibit),
            RouteEntry(destination: Prefix("192.168.18.0/24")!, via: IPAddress("2001:db8::9")!, device: "v0", scope: .global),
            RouteEntry(destination: Prefix("192.168.19.1/32")!, device: "lo", scope: .host, table: 255, type: .local),
            RouteEntry(destination: Prefix("2001:db8:5::/48")!, via: IPAddress("2001:db8::9")!, device: "v0", scope: .global, metric: 1024),
            RouteEntry(destination: .default(.ipv6), via: IPAddress("fe80::9")!, device: "v0", onlink: true, scope: .global, metric: 77, mtu: 1400),
            RouteEntry(destination: Prefix("2001:db8:6::/48")!, device: "lo", scope: .global, metric: 1024, type: .blackhole),
        ]
        try namespace.socket.execute { batch throws(NetlinkError) in
            try near.add(to: &batch, names: table)
            try AddressEntry(link: "v0", address: Prefix("2001:db8::1/64")!, noDAD: true).add(to: &batch, names: table)
            for route in routes {
                // What iproute2 would find out by itself is not said.
                var asked = route
                asked.scope = nil
                try asked.add(to: &batch, names: table)
            }
        }
        // The kernel adds a route of its own for a new IPv6 address, a moment after that is there.
        try namespace.hear([{
            guard case .route(.new, let own) = $0 else { return false }
            return own.destination == Prefix("2001:db8::1/128")! && own.type == .local
        }])
        let shown = try namespace.show("ip -4 -d route show table all") + namespace.show("ip -6 -d route show table all")
        func line(_ destination: String) throws -> [String: Any] {
            try #require(shown.first { $0["dst"] as? String == destination }, "\(destination)")
        }
        #expect(try line("default")["gateway"] as? String == "10.57.4.1")
        #expect(try line("192.168.11.0/24")["flags"] as? [String] == ["onlink"])
        #expect(try line("192.168.11.0/24")["protocol"] as? String == "80")
        #expect(try line("192.168.12.7")["scope"] as? String == "link")
        let third = try line("192.168.13.0/24")
        #expect(third["prefsrc"] as? String == "10.57.4.20" && third["metric"] as? Int == 50)
        #expect((third["metrics"] as? [[String: Any]])?.first?["mtu"] as? Int == 1400)
        #expect(try line("192.168.14.0/24")["table"] as? String == "1000")
        #expect(try line("192.168.15.0/26")["type"] as? String == "blackhole")
        #expect(try line("192.168.16.0/24")["type"] as? String == "unreachable")
        #expect(try line("192.168.17.0/24")["type"] as? String == "prohibit")
        #expect((try line("192.168.18.0/24")["via"] as? [String: Any])?["host"] as? String == "2001:db8::9")
        #expect(try line("192.168.19.1")["type"] as? String == "local")
        #expect(try line("2001:db8:5::/48")["gateway"] as? String == "2001:db8::9")
        #expect(try line("2001:db8:6::/48")["type"] as? String == "blackhole")

        let read = try namespace.socket.routes()
        #expect(read.count == shown.count)
        for route in routes { #expect(read.contains(route), "\(route)") }
        #expect(try namespace.socket.routes(family: .ipv4, table: 1000) == [routes[4]])
        #expect(try namespace.socket.routes(family: .ipv4, table: 4242).isEmpty)

        try namespace.socket.execute { batch throws(NetlinkError) in
            for route in routes { try route.remove(from: &batch, names: table) }
        }
        let rest = try namespace.socket.routes()
        for route in routes { #expect(!rest.contains(route), "\(route)") }
    }

    @Test func `a route can be replaced, a second one of the same metric not be added`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let route = RouteEntry(destination: Prefix("192.168.11.0/24")!, via: IPAddress("10.57.4.21")!)
        var other = route
        other.via = IPAddress("10.57.4.22")!
        var batch = Batch()
        try near.add(to: &batch, names: table)
        try route.add(to: &batch, names: table)
        try other.add(to: &batch, names: table)
        try other.replace(in: &batch, names: table)
        let results = try namespace.socket.execute(batch)
        #expect(results.map { $0?.errno } == [nil, nil, EEXIST, nil])
        let shown = try namespace.show("ip route show 192.168.11.0/24")
        #expect(shown.count == 1 && shown.first?["gateway"] as? String == "10.57.4.22")
    }

    @Test func `the kernel says which way a packet would go`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try near.add(to: &batch, names: table)
            try AddressEntry(link: "v0", address: Prefix("2001:db8::1/64")!, noDAD: true).add(to: &batch, names: table)
            try RouteEntry(destination: Prefix("192.168.11.0/24")!, via: IPAddress("10.57.4.21")!, mtu: 1480).add(to: &batch, names: table)
            try RouteEntry(destination: Prefix("192.168.12.0/24")!, type: .unreachable).add(to: &batch, names: table)
            try RouteEntry(destination: Prefix("192.168.13.0/24")!, type: .prohibit).add(to: &batch, names: table)
            try RouteEntry(destination: Prefix("2001:db8:2::/48")!, type: .prohibit).add(to: &batch, names: table)
            try batch.changeLink(LinkChange(ipv4Settings: [.forwarding: 1]), index: 9, names: table)
        }
        let socket = namespace.socket
        let way = try socket.route(to: IPAddress("192.168.11.9")!)
        #expect(way == RouteLookup(
            gateway: IPAddress("10.57.4.21")!, outputDevice: 8, preferredSource: IPAddress("10.57.4.20")!, mtu: 1480))
        #expect(try socket.route(to: IPAddress("10.57.4.99")!).gateway == nil)
        #expect(try socket.route(to: IPAddress("10.57.4.20")!).type == .local)
        #expect(try socket.route(to: IPAddress("2001:db8::9")!).outputDevice == 8)
        // A packet from 10.57.4.77 that came in by v1: the output has no preferred source.
        let forwarded = try socket.route(
            to: IPAddress("192.168.11.9")!, from: IPAddress("10.9.9.9")!, inputDevice: 9)
        #expect(forwarded.gateway == IPAddress("10.57.4.21")! && forwarded.outputDevice == 8)
        for (address, expected) in [
            ("8.8.8.8", ENETUNREACH), ("192.168.12.1", EHOSTUNREACH), ("192.168.13.1", EACCES), ("2001:dead::1", ENETUNREACH),
            ("2001:db8:2::1", EACCES),
        ] {
            let error = #expect(throws: NetlinkError.self, "\(address)") { try socket.route(to: IPAddress(address)!) }
            #expect(error?.errno == expected, "\(address): \(String(describing: error))")
        }
        // The socket is still good for the next question.
        #expect(try socket.route(to: IPAddress("192.168.11.9")!) == way)
    }
}
