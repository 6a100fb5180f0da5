import Addresses
import Glibc
import Testing

@testable import Netlink

@Suite("Neighbours and forwarding entries in a real kernel, with ip and bridge as the oracle")
struct NeighbourTests {
    @Test func `neighbours of both families come, change and go`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let entries = [
            NeighbourEntry(link: "v0", address: IPAddress("10.0.0.2")!, mac: MACAddress("02:00:00:00:00:02")!),
            NeighbourEntry(link: "v0", address: IPAddress("10.0.0.3")!, mac: MACAddress("02:00:00:00:00:03")!, state: .stale),
            NeighbourEntry(link: "v0", address: IPAddress("2001:db8::2")!, mac: MACAddress("02:00:00:00:00:04")!),
        ]
        let proxies = [
            NeighbourEntry(link: "v0", address: IPAddress("169.254.1.1")!, state: .none, isProxy: true),
            NeighbourEntry(link: "v0", address: IPAddress("2001:db8::9")!, state: .none, isProxy: true),
        ]
        try namespace.socket.execute { batch throws(NetlinkError) in
            for entry in entries + proxies { try entry.add(to: &batch, names: table) }
        }
        let shown = try namespace.show("ip neigh show nud all")
        let first = try #require(shown.first { $0["dst"] as? String == "10.0.0.2" })
        #expect(first["lladdr"] as? String == "02:00:00:00:00:02" && first["state"] as? [String] == ["PERMANENT"])
        #expect(shown.first { $0["dst"] as? String == "10.0.0.3" }?["state"] as? [String] == ["STALE"])
        #expect(shown.contains { $0["dst"] as? String == "2001:db8::2" })
        #expect(try namespace.show("ip neigh show proxy").map { $0["dst"] as? String }.contains("169.254.1.1"))

        let read = try namespace.socket.neighbours()
        for entry in entries { #expect(read.contains(entry), "\(entry)") }
        #expect(!read.contains { $0.isProxy })
        #expect(Set(try namespace.socket.neighbours(proxies: true)) == Set(proxies))

        var moved = entries[0]
        moved.mac = MACAddress("02:00:00:00:00:22")!
        var batch = Batch()
        try moved.add(to: &batch, names: table)
        try moved.replace(in: &batch, names: table)
        #expect(try namespace.socket.execute(batch).map { $0?.errno } == [EEXIST, nil])
        #expect(try namespace.socket.neighbours(family: .ipv4).contains(moved))

        try namespace.socket.execute { batch throws(NetlinkError) in
            for entry in entries + proxies { try entry.remove(from: &batch, names: table) }
        }
        #expect(try namespace.show("ip neigh show").isEmpty)
        #expect(try namespace.socket.neighbours(proxies: true).isEmpty)
    }

    @Test func `a vxlan device floods to each destination of the all-zero entry`() throws {
        let namespace = try TestNamespace.withBridge()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(
                LinkRequest(name: "vx", kind: .vxlan(VxlanLink(id: 100, port: 4789, learning: false))), index: 20,
                names: NoNames())
        }
        let table = try namespace.socket.linkTable()
        let entries = [
            ForwardingEntry(link: "vx", mac: .zero, destination: IPAddress("10.57.4.21")!),
            ForwardingEntry(link: "vx", mac: .zero, destination: IPAddress("10.57.4.22")!, via: "v0"),
            ForwardingEntry(link: "vx", mac: MACAddress("8a:e7:df:c0:84:07")!, destination: IPAddress("10.57.4.21")!),
            ForwardingEntry(
                link: "vx", mac: MACAddress("8a:e7:df:c0:84:08")!, destination: IPAddress("10.57.4.22")!, state: .static,
                vni: 200, port: 8472),
            ForwardingEntry(
                link: "vx", mac: MACAddress("8a:e7:df:c0:84:09")!, destination: IPAddress("10.57.4.23")!, state: .dynamic),
        ]
        try namespace.socket.execute { batch throws(NetlinkError) in
            for entry in entries { try entry.add(to: &batch, names: table) }
        }
        let shown = try namespace.show("bridge fdb show dev vx")
        let floods = shown.filter { $0["mac"] as? String == "00:00:00:00:00:00" }
        #expect(floods.compactMap { $0["dst"] as? String } == ["10.57.4.21", "10.57.4.22"])
        #expect(floods.last?["viaIf"] as? String == "v0")
        func line(_ mac: String) throws -> [String: Any] { try #require(shown.first { $0["mac"] as? String == mac }) }
        #expect(try line("8a:e7:df:c0:84:07")["state"] as? String == "permanent")
        let other = try line("8a:e7:df:c0:84:08")
        #expect(other["state"] as? String == "static")
        #expect(other["vni"] as? Int == 200 && other["port"] as? Int == 8472)
        #expect(try line("8a:e7:df:c0:84:09")["state"] as? String == "")

        let read = try namespace.socket.forwarding().filter { $0.link == "vx" }
        #expect(read.count == shown.count)
        for entry in entries { #expect(read.contains(entry), "\(entry)") }

        // A station that has moved: one entry still, and it leads elsewhere.
        let moved = ForwardingEntry(link: "vx", mac: MACAddress("8a:e7:df:c0:84:07")!, destination: IPAddress("10.57.4.29")!)
        try namespace.socket.execute { batch throws(NetlinkError) in try moved.add(to: &batch, names: table) }
        #expect(try namespace.socket.forwarding().filter { $0.mac == moved.mac } == [moved])

        try namespace.socket.execute { batch throws(NetlinkError) in
            for entry in entries where entry.mac != moved.mac { try entry.remove(from: &batch, names: table) }
            try moved.remove(from: &batch, names: table)
        }
        #expect(try namespace.show("bridge fdb show dev vx").isEmpty)
    }

    @Test func `the same request as bridge fdb makes the same entry`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.changeLink(LinkChange(master: .link("br0")), index: 8, names: table)
        }
        for (word, state) in [("permanent", ForwardingState.permanent), ("static", .static), ("dynamic", .dynamic)] {
            try namespace.run("bridge", "fdb", "add", "02:00:00:00:00:11", "dev", "v0", "master", word)
            let theirs = try namespace.socket.forwarding().filter { $0.mac.description == "02:00:00:00:00:11" }
            let entry = ForwardingEntry(link: "v0", mac: MACAddress("02:00:00:00:00:11")!, state: state, isMaster: true)
            #expect(theirs == [entry], "\(word)")
            try namespace.socket.execute { batch throws(NetlinkError) in
                try entry.remove(from: &batch, names: table)
                try entry.add(to: &batch, names: table)
            }
            let ours = try namespace.socket.forwarding().filter { $0.mac.description == "02:00:00:00:00:11" }
            #expect(ours == theirs, "\(word)")
            try namespace.run("bridge", "fdb", "delete", "02:00:00:00:00:11", "dev", "v0", "master")
        }
    }
}
