import Addresses
import CNetlink
import Glibc
import class Foundation.Thread
import Testing

@testable import Netlink

@Suite("Batches, refusals and notifications")
struct SocketTests {
    @Test func `two thousand requests have two thousand results, refusals in their places`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        var batch = Batch()
        for number in 0..<2000 {
            // Every seventh has been added before; every hundredth has a next hop that no link reaches.
            let host = UInt32(number % 7 == 6 ? number - 1 : number)
            try RouteEntry(
                    destination: Prefix(host: IPAddress(v4: 0x0a00_0000 + host)),
                    via: number % 100 == 50 ? IPAddress("172.16.0.1")! : nil, device: "v0").add(to: &batch, names: table)
        }
        #expect(batch.count == 2000)
        let results = try namespace.socket.execute(batch)
        #expect(results.count == 2000)
        for (number, result) in results.enumerated() {
            if number % 100 == 50 {
                #expect(result?.errno == ENETUNREACH, "\(number)")
                #expect(result?.message == "Nexthop has invalid gateway")
            } else if number % 7 == 6, (number - 1) % 100 != 50 {
                #expect(result?.errno == EEXIST, "\(number)")
            } else {
                #expect(result == nil, "\(number): \(String(describing: result))")
            }
        }
        #expect(try namespace.socket.routes(family: .ipv4, table: 254).count == results.count { $0 == nil })
    }

    @Test func `batches go together, and a request of many messages has one result`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        var first = Batch()
        // Not a bridge's port: the second of three messages is refused, the third still carried out.
        try first.changeLink(LinkChange(up: false, mtu: 1400, hairpin: true), index: 8, names: table)
        var second = Batch()
        second.append { _ in }
        second.deleteLink(index: 4242)
        second.deleteLink(index: 8)
        first.append(contentsOf: second)
        let results = try namespace.socket.execute(first)
        #expect(results.map { $0?.errno } == [EINVAL, nil, ENODEV, nil] || results.map { $0?.errno } == [EOPNOTSUPP, nil, ENODEV, nil])
        #expect(results[0]?.operation == "RTM_SETLINK")
        #expect(results[2]?.operation == "RTM_DELLINK")
        #expect(try namespace.socket.execute(Batch()).isEmpty)
    }

    @Test func `a refusal has the kernel's words and the attribute's name`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let gateway = #expect(throws: NetlinkError.self) {
            try namespace.socket.execute { batch throws(NetlinkError) in
                try RouteEntry(destination: Prefix("192.168.11.0/24")!, via: IPAddress("10.57.4.21")!, device: "v0").add(to: &batch, names: table)
            }
        }
        #expect(gateway?.errno == ENETUNREACH && gateway?.message == "Nexthop has invalid gateway")
        #expect(gateway?.description == "RTM_NEWROUTE: Network is unreachable: Nexthop has invalid gateway")

        // The kernel has words for an MTU, but does not point at the attribute; at a malformed one it does.
        let mtu = #expect(throws: NetlinkError.self) {
            try namespace.socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(mtu: 1_000_000), index: 8, names: table)
            }
        }
        #expect(mtu?.errno == EINVAL && mtu?.message == "mtu greater than device maximum")
        let malformed = #expect(throws: NetlinkError.self) {
            try namespace.socket.execute { batch throws(NetlinkError) in
                batch.append { writer in
                    writer.message(type: 19) { writer in
                        writer.fixed(SIMD4<Int32>(0, 8, 0, 0))
                        writer.put(1, mac: .broadcast)
                        writer.put(4, u16: 1400)
                    }
                }
            }
        }
        #expect(malformed?.attribute == "IFLA_MTU", "\(String(describing: malformed))")

        let vni = #expect(throws: NetlinkError.self) {
            try namespace.socket.execute { batch throws(NetlinkError) in
                try batch.createLink(LinkRequest(name: "vx", kind: .vxlan(VxlanLink(id: 1 << 24))), names: table)
            }
        }
        #expect(vni?.errno == ERANGE && vni?.attribute == "IFLA_VXLAN_ID", "\(String(describing: vni))")

        let peer = #expect(throws: NetlinkError.self) {
            try namespace.socket.execute { batch throws(NetlinkError) in
                batch.append { writer in
                    writer.message(type: 16, flags: 0x600) { writer in
                        writer.fixed(SIMD4<Int32>.zero)
                        writer.nested(18) { writer in
                            writer.put(1, string: "veth")
                            writer.nested(2) { writer in
                                writer.nested(1) { writer in
                                    writer.fixed(SIMD4<Int32>.zero)
                                    writer.put(3, string: "sixteen-bytes-xx")
                                }
                            }
                        }
                    }
                }
            }
        }
        #expect(peer?.attribute == "IFLA_IFNAME", "\(String(describing: peer))")
    }

    @Test func `what changes is told, in order, by name`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        _ = try namespace.listener.receiveNotifications()
        let address = AddressEntry(link: "v0", address: Prefix("10.57.4.20/24")!, scope: .global)
        let route = RouteEntry(
            destination: Prefix("192.168.11.0/24")!, via: IPAddress("10.57.4.21")!, device: "v0", scope: .global)
        let neighbour = NeighbourEntry(
            link: "v0", address: IPAddress("10.57.4.21")!, mac: MACAddress("02:00:00:00:00:02")!)
        let entry = ForwardingEntry(link: "vx", mac: .zero, destination: IPAddress("10.57.4.21")!)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try address.add(to: &batch, names: table)
            try route.add(to: &batch, names: table)
            try neighbour.add(to: &batch, names: table)
            try batch.createLink(LinkRequest(name: "vx", kind: .vxlan(VxlanLink(id: 1, device: "v0"))), index: 50, names: table)
        }
        var heard = try namespace.listener.receiveNotifications()
        func position(_ notification: Notification) -> Int? { heard.firstIndex(of: notification) }
        let positions = [Notification.address(.new, address), .route(.new, route), .neighbour(.new, neighbour)].map(position)
        #expect(positions.allSatisfy { $0 != nil } && positions.compactMap { $0 } == positions.compactMap { $0 }.sorted())
        #expect(heard.contains {
            guard case .link(.new, let link) = $0, case .vxlan(let data)? = link.data else { return false }
            return link.name == "vx" && link.index == 50 && data.device == "v0"
        })

        let later = try namespace.socket.linkTable()
        try namespace.socket.execute { batch throws(NetlinkError) in
            try entry.add(to: &batch, names: later)
            try neighbour.remove(from: &batch, names: later)
            try route.remove(from: &batch, names: later)
            try address.remove(from: &batch, names: later)
            batch.deleteLink(index: 50)
        }
        heard = try namespace.listener.receiveNotifications()
        #expect(heard.contains(.forwarding(.new, entry)))
        #expect(heard.contains(.route(.deleted, route)))
        #expect(heard.contains(.address(.deleted, address)))
        #expect(heard.contains {
            guard case .neighbour(.deleted, let gone) = $0 else { return false }
            return gone.address == neighbour.address && gone.link == "v0"
        })
        #expect(heard.contains { if case .link(.deleted, let link) = $0 { link.name == "vx" } else { false } })
        #expect(try namespace.listener.receiveNotifications().isEmpty)
    }

    /// Between the answers to the question for names comes what has happened meanwhile, and no poll tells of it later.
    @Test func `nothing is left behind that comes while names are asked for`() throws {
        for round in 0..<200 {
            let namespace = try TestNamespace()
            try namespace.socket.execute { batch throws(NetlinkError) in
                try batch.createLink(LinkRequest(name: "v0", kind: .veth(VethLink(peerName: "v1"))), index: 8, peerIndex: 9, names: NoNames())
            }
            let table = try namespace.socket.linkTable()
            let count = 1 + round % 20
            let thread = Thread { [socket = namespace.socket] in
                try? socket.execute { batch throws(NetlinkError) in
                    for number in 1...count {
                        try AddressEntry(link: "v1", address: Prefix("10.1.1.\(number)/24")!, scope: .global).add(to: &batch, names: table)
                    }
                }
            }
            thread.start()
            var heard = 0
            while heard < count {
                var polled = pollfd(fd: namespace.addressListener.descriptor, events: Int16(POLLIN), revents: 0)
                try #require(poll(&polled, 1, 5000) == 1, "round \(round): \(heard) of \(count)")
                heard += try namespace.addressListener.receiveNotifications().count
            }
        }
    }

    @Test func `a socket that is not told of links asks for the names that it needs`() throws {
        let namespace = try TestNamespace.withBridge()
        let socket = namespace.addressListener
        #expect(try socket.receiveNotifications().contains {
            if case .address(.new, let entry) = $0 { entry.link == "lo" } else { false }
        })
        let table = try namespace.socket.linkTable()
        let address = AddressEntry(link: "v1", address: Prefix("10.1.1.1/24")!, scope: .global)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try address.add(to: &batch, names: table)
            try batch.createLink(
                LinkRequest(name: "w0", kind: .veth(VethLink(peerName: "w1"))), index: 60, peerIndex: 61, names: table)
        }
        #expect(try socket.receiveNotifications() == [.address(.new, address)])
        let later = AddressEntry(link: "w1", address: Prefix("10.1.2.1/24")!, scope: .global)
        let names = try namespace.socket.linkTable()
        try namespace.socket.execute { batch throws(NetlinkError) in try later.add(to: &batch, names: names) }
        #expect(try socket.receiveNotifications() == [.address(.new, later)])
    }

    @Test func `an answer that does not come is an error, not a wait without end`() throws {
        let namespace = try TestNamespace()
        let error = #expect(throws: NetlinkError.self) {
            try namespace.socket.connection.withLock { connection throws(NetlinkError) in
                connection.patience = .milliseconds(20)
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 8)
                defer { buffer.deallocate() }
                var deadline: ContinuousClock.Instant?
                _ = try connection.receive(into: buffer, until: &deadline)
            }
        }
        #expect(error?.errno == ETIMEDOUT)
    }

    @Test func `answers of anybody but the kernel count for nothing`() throws {
        let namespace = try TestNamespace()
        let port = namespace.socket.connection.withLock { $0.port }
        for sequence: UInt32 in 0..<50 {
            // NLMSG_ERROR with -EPERM to each request that may be next.
            var forged: [UInt32] = [36, 2, sequence, port, UInt32(bitPattern: -EPERM), 32, 16, sequence, port]
            var address = sockaddr_nl()
            address.nl_family = UInt16(AF_NETLINK)
            address.nl_pid = port
            let sent = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(namespace.listener.descriptor, &forged, 36, 0, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
                }
            }
            try #require(sent == 36)
        }
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.changeLink(LinkChange(up: true), index: 1, names: NoNames())
        }
        #expect(try namespace.socket.links().map(\.isUp) == [true])
    }

    @Test func `a subscribed socket still answers, and tells afterwards what it heard`() throws {
        let namespace = try TestNamespace.withBridge()
        let socket = namespace.listener
        _ = try socket.receiveNotifications()
        let table = try socket.linkTable()
        let address = AddressEntry(link: "v1", address: Prefix("10.1.1.1/24")!, scope: .global)
        try socket.execute { batch throws(NetlinkError) in try address.add(to: &batch, names: table) }
        #expect(try socket.addresses(family: .ipv4).contains(address))
        #expect(try socket.receiveNotifications().contains(.address(.new, address)))
    }

    @Test func `more notifications than the buffer holds are an overrun, not silence`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        var size: Int32 = 4096
        setsockopt(namespace.listener.descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        var batch = Batch()
        for number in 0..<200 {
            try RouteEntry(destination: Prefix(host: IPAddress(v4: 0x0a00_0000 + UInt32(number))), device: "v0").add(to: &batch, names: table)
        }
        #expect(try namespace.socket.execute(batch).allSatisfy { $0 == nil })
        #expect(try namespace.listener.receiveNotifications().first == .overrun)
        #expect(try !namespace.listener.receiveNotifications().contains(.overrun))
    }

    @Test func `dumps of thousands are whole`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        var batch = Batch()
        for number in 0..<5000 {
            try NeighbourEntry(
                    link: "v0", address: IPAddress(v4: 0x0a00_0000 + UInt32(number)), mac: MACAddress(value: UInt64(number) << 8)).add(to: &batch, names: table)
        }
        // The kernel keeps at most net.ipv4.neigh.default.gc_thresh3 neighbours, but permanent ones are exempt.
        let refused = try namespace.socket.execute(batch).compactMap { $0 }
        #expect(refused.isEmpty, "\(refused.first?.description ?? "")")
        #expect(try namespace.socket.neighbours(family: .ipv4).count { $0.link == "v0" } == 5000)
    }
}
