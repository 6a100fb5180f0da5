import Addresses
import Glibc
import Netlink
import Packets
import Testing

@testable import Runtime

extension TunnelTests {
    /// Packets that the kernel carries past the relay. Needs root, and Linux 6.6.
    @Suite struct FastPathTests {
        @Test func `streams both ways arrive whole, in long packets, and the relay carries none of them`() throws {
            let pair = try EngagedTunnels.pair()
            let before = pair.relay1.carriedItself + pair.relay2.carriedItself, errors = pair.relay1.statistics.sendErrors
            let wire = try Wire(pair.host2)
            let connections = [
                try Connection(from: pair.host1, to: pair.host2, port: 7000),
                try Connection(from: pair.host2, to: pair.host1, port: 7010, source: 11, destination: 10),
            ]
            for connection in connections { connection.transfer(3_000_000, seed: 4) }
            for connection in connections { #expect(connection.outcome == .whole) }
            // Of the pings before, the last may have been counted since. The streams are hundreds of packets.
            #expect(pair.relay1.carriedItself + pair.relay2.carriedItself < before + 10)
            #expect(pair.relay1.statistics.sendErrors == errors)
            #expect(pair.relay1.statistics.sentBytes > 3_000_000 && pair.relay1.statistics.receivedBytes > 3_000_000)
            let long = try wire.packets(1) { Wire.isTunnelled($0) && $0.count > 10_000 }
            #expect(!long.isEmpty, "every packet was cut")
        }

        @Test(arguments: [nil, 64] as [UInt8?], ["10.57.4.21", nil])
        func `the outer header is the relay's, byte for byte, but for the identification`(ttl: UInt8?, remote: String?) throws {
            func headers(_ pair: TunnelPair) throws -> [[UInt8]] {
                let wire = try Wire(pair.host2)
                for type in [0 as Int, 0x08, 0xb9, 0xba, 0xbb] { pair.host1.run("ping -c 1 -W 1 -s 100 -t 33 -Q \(type) 192.168.11.10") }
                let packets = try wire.packets(5) { Wire.isTunnelled($0) && $0.count == 148 && $0[12..<16] == [10, 57, 4, 20] }
                for packet in packets { #expect(InternetSum.isValid(packet[..<20])) }
                #expect(Set(packets.map { $0[4...5] }).count == 5, "identifications")
                return packets.map { [UInt8]($0[..<4]) + [UInt8]($0[6..<10]) + [UInt8]($0[12..<20]) }
            }
            let link = IPIPLink.between("10.57.4.20", remote, ttl: ttl)
            let relayed = try headers(try TunnelPair(link))
            let pair = try EngagedTunnels.pair(link)
            let before = pair.relay1.fastPath?.statistics.sentPackets ?? 0
            let fast = try headers(pair)
            #expect(relayed.count == 5 && fast == relayed)
            #expect(pair.relay1.fastPath?.statistics.sentPackets == before + 5)
        }

        @Test func `each packet is seen once on the device, the way that it goes`() throws {
            let pair = try EngagedTunnels.pair()
            let tcpdump = pair.host1.start("tcpdump -lnti tun0 --immediate-mode -c 3 icmp")
            tcpdump.await("listening on")
            #expect(pair.host1.run("ping -c 1 -W 1 -e 7 192.168.11.10").status == 0)
            #expect(pair.host1.run("ping -c 1 -W 1 -e 8 192.168.11.10").status == 0)
            let lines = tcpdump.finish().output.split(separator: "\n").map(String.init)
            #expect(lines.prefix(3) == [
                "IP 192.168.10.10 > 192.168.11.10: ICMP echo request, id 7, seq 1, length 64",
                "IP 192.168.11.10 > 192.168.10.10: ICMP echo reply, id 7, seq 1, length 64",
                "IP 192.168.10.10 > 192.168.11.10: ICMP echo request, id 8, seq 1, length 64",
            ])
            let directions = pair.host1.start("tcpdump -lnti tun0 -Q out --immediate-mode -c 1 icmp")
            directions.await("listening on")
            pair.host1.run("ping -c 1 -W 1 -e 9 192.168.11.10")
            #expect(directions.finish().output.contains("request, id 9"))
        }

        @Test func `streams and datagrams arrive whole where only their sender has a fast path, and where only their receiver has`() throws {
            let pair = try EngagedTunnels.pair(onlyFirst: true)
            let before = pair.relay2.carriedItself
            let there = try Connection(from: pair.host1, to: pair.host2, port: 7000)
            there.transfer(3_000_000, seed: 4)
            #expect(there.outcome == .whole)
            #expect(pair.relay2.carriedItself > before + 40)
            let back = try Connection(from: pair.host2, to: pair.host1, port: 7010, source: 11, destination: 10)
            back.transfer(3_000_000, seed: 5)
            #expect(back.outcome == .whole)
            // The checksum of a datagram is yet to be made when the relay gets it.
            let wire = try Wire(pair.host2)
            try DatagramSender(pair.host1).send(to: 0xc0a8_0b0a)
            #expect(try wire.packets(1) { $0[9] == 1 && $0[20...21] == [3, 3] }.count == 1, "the datagram reached nobody's port")
        }

        @Test func `a table on the host sends all packets by the relay, past the hooks, until it is gone`() throws {
            let pair = try EngagedTunnels.pair()
            func ping() -> Bool { pair.host1.run("ping -c 1 -W 0.2 192.168.11.10").status == 0 }
            for command in ["add table ip shut", "add chain ip shut out '{ type filter hook output priority 0; }'", "add rule ip shut out ip protocol 4 counter drop"] {
                let made = pair.host1.run("nft " + command)
                #expect(made.status == 0, "\(made.output)")
            }
            // It is noticed a moment after it is there.
            let deadline = Deadline(in: .seconds(5))
            while ping(), !deadline.hasPassed {}
            for _ in 0..<5 { #expect(!ping()) }
            #expect(pair.host1.run("nft list table ip shut").output.contains(/packets [1-9]/))
            pair.host1.run("nft delete table ip shut")
            let before = pair.relay1.fastPath?.statistics.sentPackets ?? 0
            while pair.relay1.fastPath?.statistics.sentPackets == before {
                try #require(!deadline.hasPassed, "the fast path is not taken again")
                #expect(ping())
            }
        }

        @Test func `a firewall of the lab's is passed by the very next packet`() throws {
            let pair = try EngagedTunnels.pair()
            for _ in 0..<20 {
                pair.relay1.passFirewall(true)
                let before = pair.relay1.fastPath?.statistics
                #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
                #expect(pair.relay1.fastPath?.statistics == before)
                pair.relay1.passFirewall(false)
                #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
                #expect(pair.relay1.fastPath?.statistics != before)
            }
        }

        @Test func `what is too long is left to the relay, which tells its sender`() throws {
            let pair = try EngagedTunnels.pair()
            pair.host1.ip("link set eth0 mtu 1400")
            let told = pair.host1.run("ping -c 2 -i 0.2 -W 1 -M do -s 1373 192.168.11.10").output
            #expect(told.contains("mtu = 1380") || told.contains("mtu=1380"), "\(told)")
            #expect(pair.host1.run("ping -c 1 -W 1 -M do -s 1352 192.168.11.10").status == 0)
        }

        @Test func `a peer that does not answer makes its tunnel tell the next sender`() throws {
            let pair = try EngagedTunnels.pair(.between("10.57.4.20", "10.57.4.21", ttl: 64))
            pair.host1.run("sysctl -w net.ipv4.neigh.eth0.retrans_time_ms=20")
            pair.host2.ip("link set eth0 down")
            pair.host1.ip("neigh flush dev eth0")
            let output = pair.host1.run("ping -c 8 -i 0.2 -W 1 192.168.11.10").output
            #expect(output.contains("Destination Host Unreachable"), "\(output)")
        }

        @Test func `a packet that a router has marked is treated as the relay treats it`() throws {
            // Marked outside: a packet that knows marks gets one inside, another is dropped.
            let pair = try EngagedTunnels.pair()
            let wire = try Wire(pair.host1)
            let marked = try RawSender(pair.host2, from: 0x0a39_0415, typeOfService: 3)
            marked.send(echo(to: [192, 168, 10, 10], typeOfService: 0), to: 0x0a39_0414)
            marked.send(echo(to: [192, 168, 10, 10], typeOfService: 2), to: 0x0a39_0414)
            let isEcho: ([UInt8]) -> Bool = { $0.count == 84 && $0[9] == 1 && $0[20] == 8 && $0[24...27] == [0, 1, 0, 1] }
            #expect(try wire.packets(1, where: isEcho).map { $0[1] } == [3])
            try eventually { pair.relay1.statistics.receiveErrors == 1 }
        }

        enum Oddity: CaseIterable { case none, wrongSum, options, padding, fragment, otherSource, otherDestination, shortInside }

        @Test(arguments: Oddity.allCases)
        func `an unusual packet from the wire is left to the kernel and the relay, and what these refuse does not come out`(_ oddity: Oddity) throws {
            let pair = try EngagedTunnels.pair(.between("10.57.4.20", "10.57.4.21"), .between("10.57.4.21", "10.57.4.20"))
            let sender = try FrameSender(from: pair.host2, "eth0", to: pair.host1, "eth0")
            let before = try #require(pair.relay1.fastPath?.statistics.receivedPackets)
            let wire = try Wire(pair.host1)
            var inner = echo(to: [192, 168, 10, 10])
            if oddity == .shortInside { inner += [0, 0, 0, 0] }
            func address(_ last: UInt8) -> IPAddress { .init(bytes: [10, 57, 4, last])! }
            var packet = IPv4Datagram.encode(
                source: address(oddity == .otherSource ? 99 : 21), destination: address(oddity == .otherDestination ? 77 : 20), protocol: IPProtocol(rawValue: 4),
                payload: inner)
            switch oddity {
            case .wrongSum: packet[10] ^= 1
            case .padding: packet += [0, 0, 0, 0, 0, 0]
            case .options, .fragment:
                if oddity == .fragment { packet[6] |= 0x20 }
                if oddity == .options {
                    packet.insert(contentsOf: [1, 1, 1, 1], at: 20)
                    packet[0] = 0x46
                    packet[3] += 4
                }
                packet[10] = 0
                packet[11] = 0
                let sum = InternetChecksum.of(packet[..<(oddity == .options ? 24 : 20)])
                packet[10] = UInt8(sum >> 8)
                packet[11] = UInt8(truncatingIfNeeded: sum)
            default: break
            }
            sender.send(packet)
            let arrives = [.none, .options, .padding, .shortInside].contains(oddity)
            let isEcho: ([UInt8]) -> Bool = { $0.count == inner.count && $0[9] == 1 && $0[20] == 8 || $0.count == 84 && $0[9] == 1 && $0[20] == 8 }
            #expect(try wire.packets(1, within: .milliseconds(arrives ? 3000 : 100), where: isEcho).count == (arrives ? 1 : 0))
            #expect(pair.relay1.fastPath?.statistics.receivedPackets == before + (oddity == .none ? 1 : 0))
        }

        @Test func `an outer packet whose way leads into the tunnel again goes nowhere`() throws {
            let pair = try EngagedTunnels.pair()
            pair.host1.ip("route add 192.168.97.0/24 via 10.97.0.1 dev tun0 onlink", "route add 10.97.0.0/24 dev tun0")
            let before = pair.relay1.fastPath?.statistics.sentPackets
            let errors = pair.relay1.statistics.sendErrors
            try DatagramSender(pair.host1).send(to: 0xc0a8_6101)
            try eventually { pair.relay1.statistics.sendErrors == errors + 1 }
            #expect(pair.relay1.fastPath?.statistics.sentPackets == before)
        }

        @Test func `a tunnel that is made again under the same index gets a fast path again`() throws {
            let pair = try EngagedTunnels.pair()
            pair.relay1.stop()
            #expect(pair.host1.run("ping -c 1 -W 0.2 192.168.11.10").status != 0)
            let again = try pair.host1.tunnel(.between("10.57.4.20", ttl: 64), fastPathAfter: 1)
            defer { again.stop() }
            pair.host1.ip("addr add 192.168.10.10/32 dev tun0", "route add 192.168.11.0/24 via 10.57.4.21 dev tun0 onlink")
            try EngagedTunnels.engage([again]) { pair.host1.run("ping -c 2 -i 0.01 -W 1 192.168.11.10").status == 0 }
        }

        @Test func `a stream goes through two tunnels one after the other, and what has been in one is left to the second's relay`() throws {
            let host1 = try TunnelNode(), hub = try TunnelNode(), host3 = try TunnelNode()
            try TunnelNode.cable(host1, "eth0", hub, "eth1")
            try TunnelNode.cable(host3, "eth0", hub, "eth3")
            host1.ip("addr add 10.57.1.20/24 dev eth0", "link set eth0 up", "link set lo up")
            host3.ip("addr add 10.57.3.20/24 dev eth0", "link set eth0 up", "link set lo up")
            hub.ip("addr add 10.57.1.1/24 dev eth1", "addr add 10.57.3.1/24 dev eth3", "link set eth1 up", "link set eth3 up", "link set lo up")
            for host in [host1, hub, host3] { EngagedTunnels.forward(host) }
            let relays = [
                try host1.tunnel(.between("10.57.1.20", "10.57.1.1"), fastPathAfter: 1),
                try hub.tunnel(.between("10.57.1.1", "10.57.1.20"), name: "tun1", index: 901, fastPathAfter: 1),
                try hub.tunnel(.between("10.57.3.1", "10.57.3.20"), name: "tun3", index: 903, fastPathAfter: 1),
                try host3.tunnel(.between("10.57.3.20", "10.57.3.1"), fastPathAfter: 1),
            ]
            defer { for relay in relays { relay.stop() } }
            host1.ip("addr add 192.168.10.10/32 dev tun0", "route add 192.168.11.0/24 dev tun0")
            host3.ip("addr add 192.168.11.10/32 dev tun0", "route add 192.168.10.0/24 dev tun0")
            hub.ip("route add 192.168.10.0/24 dev tun1", "route add 192.168.11.0/24 dev tun3")
            try EngagedTunnels.engage(relays) { host1.run("ping -c 2 -i 0.01 -W 1 -I 192.168.10.10 192.168.11.10").status == 0 }
            let connection = try Connection(from: host1, to: host3, port: 7000)
            connection.transfer(3_000_000, seed: 6)
            #expect(connection.outcome == .whole)
        }

        @Test func `a vxlan works within the tunnel`() throws {
            let pair = try EngagedTunnels.pair()
            for (host, own, other) in [(pair.host1, 10, 11), (pair.host2, 11, 10)] {
                host.ip(
                    "link add vx0 type vxlan id 7 dstport 4789 local 192.168.\(own).10 remote 192.168.\(other).10",
                    "link set vx0 mtu 1430 up", "addr add 192.168.\(own + 20).10/32 dev vx0", "route add 192.168.\(other + 20).10 dev vx0")
            }
            let before = try #require(pair.relay1.fastPath?.statistics.sentPackets)
            #expect(pair.host1.run("ping -c 5 -i 0.01 -W 1 192.168.31.10").status == 0)
            #expect(try #require(pair.relay1.fastPath?.statistics.sentPackets) >= before + 5)
            let connection = try Connection(from: pair.host1, to: pair.host2, port: 7000, source: 30, destination: 31)
            connection.transfer(1_000_000, seed: 7)
            #expect(connection.outcome == .whole)
        }

        @Test func `a tunnel that no program serves is the relay's, and says why`() throws {
            let pair = try TunnelPair(.between(nil), fastPathAfter: 1)
            let deadline = Deadline(in: .seconds(10))
            while pair.relay1.fastPath?.obstacle == nil {
                try #require(!deadline.hasPassed)
                #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
            }
            #expect(pair.relay1.fastPath?.obstacle?.errno == EOPNOTSUPP)
        }
    }
}
