import Addresses
import Glibc
import Netlink
import Packets
import Testing

@testable import Namespaces
@testable import Tunnels

extension TunnelTests {
    /// What the programs leave to the relay and the kernel, untouched. Needs root, and Linux 6.6.
    @Suite struct FastPathLimitTests {
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

        enum Oddity: CaseIterable { case none, wrongSum, options, padding, fragment, otherSource, otherDestination, otherMAC, shortInside, shortOutside }

        @Test(arguments: Oddity.allCases)
        func `an unusual packet from the wire is left to the kernel and the relay, and what these refuse does not come out`(_ oddity: Oddity) throws {
            let pair = try EngagedTunnels.pair(.between("10.57.4.20", "10.57.4.21"), .between("10.57.4.21", "10.57.4.20"))
            let sender = try FrameSender(
                from: pair.host2, "eth0", to: pair.host1, "eth0", mac: oddity == .otherMAC ? .init(bytes: [2, 0, 0, 0, 0, 9]) : nil)
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
            case .options, .fragment, .shortOutside:
                if oddity == .fragment { packet[6] |= 0x20 }
                if oddity == .shortOutside { packet[3] -= 4 }
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

        @Test func `a tunnel within the tunnel is the relay's, and says why`() throws {
            let pair = try EngagedTunnels.pair()
            var inner: [IPIPRelay] = []
            defer { for relay in inner { relay.stop() } }
            for (host, own, other) in [(pair.host1, 10, 11), (pair.host2, 11, 10)] {
                let link = IPIPLink.between("192.168.\(own).10", "192.168.\(other).10", ttl: 64)
                inner.append(try host.tunnel(link, name: "tun1", index: 901, mtu: 1460, fastPathAfter: 1))
                host.ip("addr add 192.168.\(own + 20).10/32 dev tun1", "route add 192.168.\(other + 20).10 dev tun1")
            }
            let deadline = Deadline(in: .seconds(10))
            while inner.contains(where: { $0.fastPath?.obstacle == nil }) {
                try #require(!deadline.hasPassed)
                #expect(pair.host1.run("ping -c 1 -W 1 192.168.31.10").status == 0)
            }
            #expect(inner.allSatisfy { $0.fastPath?.obstacle?.errno == EADDRNOTAVAIL })
            let connection = try Connection(from: pair.host1, to: pair.host2, port: 7000, source: 30, destination: 31)
            connection.transfer(1_000_000, seed: 8)
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
