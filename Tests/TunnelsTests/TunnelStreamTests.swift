import Glibc
import Packets
import Testing

@testable import Namespaces
@testable import Tunnels

extension TunnelTests {
    /// Whole streams through the relay: what arrives, and what is on the wire meanwhile. Needs root.
    @Suite struct StreamTests {
        @Test func `streams both ways arrive whole, and each packet on the wire is as long as the wire takes and sums up`() throws {
            let pair = try TunnelPair()
            let wire = try Wire(pair.host2), inner = try Wire(pair.host2)
            var connections = try (0..<3).map { try Connection(from: pair.host1, to: pair.host2, port: 7000 + $0) }
            connections.append(try Connection(from: pair.host2, to: pair.host1, port: 7010, source: 11, destination: 10))
            let streams = try connections.enumerated().map { number, connection in
                try OwnThread.start { connection.transfer(1_000_000, seed: UInt64(number)) }
            }
            for stream in streams { pthread_join(stream, nil) }
            // What the relay has sent meanwhile, and what has come out of the tunnel.
            let outer = try wire.packets(400, where: Wire.isTunnelled)
            let long = try inner.packets(1) { $0.count > 1480 && $0[9] == 6 }
            for connection in connections { #expect(connection.outcome == .whole) }
            #expect(outer.count == 400)
            #expect(!long.isEmpty, "nothing was put together")
            for packet in outer {
                #expect(packet.count <= 1500 && Int(packet[2]) << 8 | Int(packet[3]) == packet.count)
                #expect(InternetChecksum.isValid(packet[..<20]) && InternetChecksum.isValid(packet[20..<40]))
                let sum = InternetChecksum.of(
                    packet[40...], from: .init(bytes: Array(packet[32..<36]))!, to: .init(bytes: Array(packet[36..<40]))!, protocol: .tcp)
                #expect(sum == 0, "TCP's checksum")
            }
            // Of one direction the identifications differ, which tells lost packets from each other.
            let identifications = outer.filter { $0[12..<16] == [10, 57, 4, 20] }.map { [$0[4], $0[5]] }
            #expect(Set(identifications).count == identifications.count)
        }

        @Test func `a stream arrives whole though packets are lost on the way`() throws {
            let pair = try TunnelPair()
            pair.host2.run("nft add table ip lossy")
            pair.host2.run("nft add chain ip lossy in '{ type filter hook input priority 0; }'")
            let rule = pair.host2.run("nft add rule ip lossy in ip protocol 4 numgen inc mod 97 == 5 counter drop")
            #expect(rule.status == 0, "\(rule.output)")
            let connection = try Connection(from: pair.host1, to: pair.host2, port: 7000)
            connection.transfer(2_000_000, seed: 1)
            #expect(connection.outcome == .whole)
            #expect(pair.host2.run("nft list table ip lossy").output.contains(/packets [1-9]/))
        }

        @Test func `datagrams and their checksums arrive, and are complete on the wire`() throws {
            let pair = try TunnelPair()
            let wire = try Wire(pair.host2)
            try DatagramSender(pair.host1).send(to: 0xc0a8_0b0a)
            let packet = try #require(try wire.packets(1) { Wire.isTunnelled($0) && $0[29] == 17 }.first)
            let sum = InternetChecksum.of(
                packet[40...], from: .init(bytes: Array(packet[32..<36]))!, to: .init(bytes: Array(packet[36..<40]))!, protocol: .udp)
            #expect(sum == 0 && packet[46...47] != [0, 0])
        }

        @Test func `a stream whose packets may be cut is cut where the tunnel is wider than the wire`() throws {
            let pair = try TunnelPair(
                .between("10.57.4.20", pathMTUDiscovery: false), .between("10.57.4.21", pathMTUDiscovery: false), mtu: 1500)
            for host in [pair.host1, pair.host2] { host.run("sysctl -qw net.ipv4.ip_no_pmtu_disc=1") }
            let wire = try Wire(pair.host2)
            let connection = try Connection(from: pair.host1, to: pair.host2, port: 7000)
            connection.transfer(500_000, seed: 1)
            #expect(connection.outcome == .whole)
            let fragments = try wire.packets(2) { $0[9] == 4 && $0[12..<16] == [10, 57, 4, 20] && ($0[6] & 0x20 != 0 || $0[7] != 0) }
            #expect(fragments.count == 2)
        }

        @Test func `a stream finds the MTU of a narrower path by itself`() throws {
            let pair = try TunnelPair()
            // The wire becomes narrower than the tunnel knows.
            pair.host1.ip("link set eth0 mtu 1300")
            let connection = try Connection(from: pair.host1, to: pair.host2, port: 7000)
            connection.transfer(500_000, seed: 1)
            #expect(connection.outcome == .whole)
        }
    }
}
