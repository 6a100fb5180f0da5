import Glibc
import Netlink
import Packets
import Testing

@testable import Namespaces
@testable import Tunnels

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
            let long = try wire.packets(8) { Wire.isTunnelled($0) && $0.count > 10_000 && $0[12..<16] == [10, 57, 4, 20] }
            #expect(long.count == 8, "packets were cut")
            // Each of a packet's segments can have an identification of its own.
            for (packet, next) in zip(long, long.dropFirst()) {
                let identifications = [packet, next].map { UInt16($0[4]) << 8 | UInt16($0[5]) }
                #expect(Int(identifications[1] &- identifications[0]) >= (packet.count - 20) / 1480)
            }
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
            let before = try #require(pair.relay1.fastPath?.statistics)
            let fast = try headers(pair)
            #expect(relayed.count == 5 && fast == relayed)
            let after = try #require(pair.relay1.fastPath?.statistics)
            #expect(after.sentPackets == before.sentPackets + 5 && after.sentBytes == before.sentBytes + 5 * 128)
            // The relay takes what is marked with the bit that a router may have set.
            #expect(after.receivedPackets == before.receivedPackets + 4 && after.receivedBytes == before.receivedBytes + 4 * 128)
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
            func ping(_ limit: Double) -> Bool { pair.host1.run("ping -c 1 -W \(limit) 192.168.11.10").status == 0 }
            for command in ["add table ip shut", "add chain ip shut out '{ type filter hook output priority 0; }'", "add rule ip shut out ip protocol 4 counter drop"] {
                let made = pair.host1.run("nft " + command)
                #expect(made.status == 0, "\(made.output)")
            }
            // It is noticed a moment after it is there. A ping that fails is no sign of it: it may only have been slow.
            try eventually {
                _ = ping(0.2)
                return pair.host1.run("nft list table ip shut").output.contains(/packets [1-9]/)
            }
            for _ in 0..<5 { #expect(!ping(0.2)) }
            pair.host1.run("nft delete table ip shut")
            let deadline = Deadline(in: .seconds(10))
            let before = pair.relay1.fastPath?.statistics.sentPackets ?? 0
            while pair.relay1.fastPath?.statistics.sentPackets == before {
                try #require(!deadline.hasPassed, "the fast path is not taken again")
                #expect(ping(1))
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
            for host in [host1, hub, host3] {
                EngagedTunnels.forward(host)
                try host.awaitCables()
            }
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
    }
}
