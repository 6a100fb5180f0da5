import Glibc
import Netlink
import Testing

@testable import Tunnels

extension TunnelTests {
    /// What ipip puts on the wire, judged by ping, tcpdump and the bytes themselves. Needs root.
    @Suite struct WireTests {
        @Test func `tcpdump prints the article's own line, and ping gets its answers`() throws {
            let pair = try TunnelPair()
            let tcpdump = pair.host2.start("tcpdump -lnti eth0 --immediate-mode -c 2 ip proto 4")
            tcpdump.await("listening on")
            let ping = pair.host1.run("ping -c 1 -W 2 -e 7 -I 192.168.10.10 192.168.11.10")
            #expect(ping.status == 0, "\(ping.output)")
            #expect(ping.output.contains("ttl=64"))
            let lines = tcpdump.finish().output.split(separator: "\n").map(String.init)
            #expect(lines.first == "IP 10.57.4.20 > 10.57.4.21: IP 192.168.10.10 > 192.168.11.10: ICMP echo request, id 7, seq 1, length 64")
            #expect(lines.dropFirst().first == "IP 10.57.4.21 > 10.57.4.20: IP 192.168.11.10 > 192.168.10.10: ICMP echo reply, id 7, seq 1, length 64")
        }

        @Test func `the outer header is the kernel's own: TTL, don't fragment, no type of service, an identification`() throws {
            let pair = try TunnelPair()
            let wire = try Wire(pair.host2)
            pair.host1.run("ping -c 2 -i 0.01 -W 2 -Q 0x08 192.168.11.10")
            let packets = try wire.packets(2) { Wire.isTunnelled($0) && $0[12...15] == [10, 57, 4, 20] }
            try #require(packets.count == 2)
            for packet in packets {
                #expect(packet[1] == 0, "type of service")
                #expect(Int(packet[2]) << 8 | Int(packet[3]) == packet.count)
                #expect(packet[6] == 0x40 && packet[7] == 0, "flags and offset")
                #expect(packet[8] == 64, "TTL")
                #expect(packet[16..<20] == [10, 57, 4, 21])
                #expect(InternetSum.isValid(packet[..<20]))
                #expect(packet[21] == 0x08, "the inner header as it was")
            }
            #expect(packets[0][4...5] != packets[1][4...5])
            #expect(packets[0][4...5] != [0, 0])
        }

        @Test func `without a TTL of its own the tunnel copies the inner one`() throws {
            let pair = try TunnelPair(.between("10.57.4.20"))
            let wire = try Wire(pair.host2)
            pair.host1.run("ping -c 1 -W 1 -t 33 192.168.11.10")
            let packets = try wire.packets(1) { Wire.isTunnelled($0) && $0[12...15] == [10, 57, 4, 20] }
            #expect(packets.first?[8] == 33)
        }

        @Test(arguments: [(0, 0), (1, 1), (2, 2), (3, 2)])
        func `congestion bits are shown outside as the kernel shows them`(inner: Int, outer: Int) throws {
            let pair = try TunnelPair()
            let wire = try Wire(pair.host2)
            pair.host1.run("ping -c 1 -W 1 -Q \(0xb8 | inner) 192.168.11.10")
            let packet = try #require(try wire.packets(1) { Wire.isTunnelled($0) && $0[12...15] == [10, 57, 4, 20] }.first)
            #expect(packet[1] == outer)
            #expect(packet[21] == 0xb8 | inner)
        }

        @Test func `one tunnel reaches many peers, and a route that is replaced is followed by the next packet`() throws {
            let pair = try TunnelPair()
            pair.host1.ip("route add 192.168.12.0/24 via 10.57.4.22 dev tun0 onlink")
            pair.host1.ip("neigh add 10.57.4.22 lladdr 02:00:00:00:00:22 dev eth0", "neigh add 10.57.4.23 lladdr 02:00:00:00:00:23 dev eth0")
            let wire = try Wire(pair.host1)
            func outerDestinations(_ count: Int) throws -> [UInt8] {
                try wire.packets(count) { Wire.isTunnelled($0) && $0[12...15] == [10, 57, 4, 20] && $0[38] == 12 }.map { $0[19] }
            }
            let sender = try DatagramSender(pair.host1)
            sender.send(to: 0xc0a8_0c05)
            #expect(try outerDestinations(1) == [22])
            // Many times, because the point is a race: change, acknowledgement, packet.
            let table = try pair.host1.namespace.socket.linkTable()
            for round in 0..<200 {
                let last: UInt8 = round % 2 == 0 ? 23 : 22
                // The relay is busy with others when the route changes: it must not only look when it has woken.
                for _ in 0..<20 { sender.send(to: 0xc0a8_0b0a) }
                try pair.host1.namespace.socket.execute { batch throws(NetlinkError) in
                    try RouteEntry(
                            destination: .init("192.168.12.0/24")!, via: .init(v4: 0x0a39_0400 | UInt32(last)), device: "tun0",
                            onlink: true).replace(in: &batch, names: table)
                }
                sender.send(to: 0xc0a8_0c05)
                let got = try outerDestinations(1)
                try #require(got == [last], "round \(round)")
            }
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
        }

        @Test func `a tunnel with a remote address sends everything there and takes nothing else`() throws {
            let pair = try TunnelPair(.between("10.57.4.20", "10.57.4.21", ttl: 64))
            pair.host1.ip("route add 192.168.99.0/24 dev tun0")
            pair.host2.ip("addr add 192.168.99.9/32 dev tun0", "addr add 10.57.4.77/24 dev eth0")
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.99.9").status == 0)
            // The answer is out before it is counted.
            try eventually { pair.relay1.statistics.receivedPackets == 1 }
            let wire = try Wire(pair.host1)
            try RawSender(pair.host2, from: 0x0a39_044d).send(echo(to: [192, 168, 10, 10]), to: 0x0a39_0414)
            // What is answered now came later than that, and out of the tunnel behind it.
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.99.9").status == 0)
            #expect(try wire.packets(1, within: .milliseconds(50)) { $0[9] == 1 && $0[20] == 8 && $0[12..<16] == [192, 168, 11, 10] }.isEmpty)
            try eventually { pair.relay1.statistics.receivedPackets == 2 }
        }

        @Test func `a tunnel without a local address takes the one that the route prefers`() throws {
            let pair = try TunnelPair(.between(nil, ttl: 64))
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
        }

        @Test func `a mark by a router on the way comes out of the tunnel, and one that must not be is dropped`() throws {
            let pair = try TunnelPair()
            let wire = try Wire(pair.host1)
            let sender = try RawSender(pair.host2, from: 0x0a39_0415, typeOfService: 3)
            let isEcho: ([UInt8]) -> Bool = { $0.count == 84 && $0[9] == 1 && $0[20] == 8 }
            sender.send(echo(to: [192, 168, 10, 10], typeOfService: 2), to: 0x0a39_0414)
            let packet = try #require(try wire.packets(1, where: isEcho).first)
            #expect(packet[1] == 3)
            #expect(InternetSum.isValid(packet[..<20]))
            let before = pair.relay1.statistics.receiveErrors
            sender.send(echo(to: [192, 168, 10, 10], typeOfService: 0), to: 0x0a39_0414)
            try eventually { pair.relay1.statistics.receiveErrors == before + 1 }
            #expect(try wire.packets(1, within: .milliseconds(50), where: isEcho).isEmpty)
        }

        @Test func `garbage from the wire is dropped at every length`() throws {
            let pair = try TunnelPair()
            let sender = try RawSender(pair.host2, from: 0x0a39_0415)
            var seed: UInt64 = 42
            for length in 0...120 {
                for first in [0x45, 0x4f, 0x46, 0x40, 0x65, 0x00, 0xff] as [UInt8] {
                    var packet = (0..<length).map { _ in
                        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return UInt8(truncatingIfNeeded: seed >> 33)
                    }
                    if length > 0 { packet[0] = first }
                    if length > 3, first == 0x45 { (packet[2], packet[3]) = (0xff, UInt8(length)) }
                    sender.send(packet, to: 0x0a39_0414)
                }
            }
            try eventually { pair.relay1.statistics.receiveErrors >= 121 * 7 - 60 }
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
        }

        @Test func `what arrives while the device is down is dropped and counted`() throws {
            let pair = try TunnelPair()
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
            try eventually { pair.relay1.statistics.receivedPackets == 1 }
            pair.host1.ip("link set tun0 down")
            let before = pair.relay1.statistics
            try RawSender(pair.host2, from: 0x0a39_0415).send(echo(to: [192, 168, 10, 10]), to: 0x0a39_0414)
            try eventually { pair.relay1.statistics.receiveErrors == before.receiveErrors + 1 }
            #expect(pair.relay1.statistics.receivedPackets == before.receivedPackets)
        }

        @Test func `IPv6 that is routed into the tunnel is dropped and counted`() throws {
            let pair = try TunnelPair()
            pair.host1.ip("-6 addr add fd00::1/64 dev tun0 nodad")
            let before = pair.relay1.statistics.sendErrors
            pair.host1.run("ping -6 -c 1 -W 1 fd00::2")
            try eventually { pair.relay1.statistics.sendErrors > before }
        }
    }
}
