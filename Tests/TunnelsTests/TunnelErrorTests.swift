import Glibc
import Netlink
import Testing

@testable import Namespaces
@testable import Tunnels

extension TunnelTests {
    /// What the senders of inner packets are told when these go no further. Needs root.
    @Suite struct ErrorTests {
        @Test func `a pod behind the tunnel is told the tunnel's MTU`() throws {
            let pair = try TunnelPair()
            let pod = try pod(behind: pair.host1)
            pair.host2.ip("route add 192.168.20.0/24 via 10.57.4.20 dev tun0 onlink")
            #expect(pod.run("ping -c 1 -W 1 -M do -s 1452 192.168.11.10").status == 0)
            let tooLong = pod.run("ping -c 1 -W 1 -M do -s 1453 192.168.11.10").output
            #expect(tooLong.contains("From 192.168.20.1") && tooLong.contains("Frag needed and DF set (mtu = 1480)"), "\(tooLong)")
        }

        @Test func `a narrower path is found by the first packet, and the sender of the next is told`() throws {
            let path = try narrowPath()
            defer { path.stop() }
            let pod = path.pod
            let wire = try Wire(pod)
            #expect(pod.run("ping -c 1 -W 1 -M do -s 1352 192.168.11.10").status == 0)
            let told = pod.run("ping -c 2 -i 0.2 -W 1 -M do -s 1353 192.168.11.10").output
            #expect(told.contains("icmp_seq=2 Frag needed and DF set (mtu = 1380)"), "\(told)")
            #expect(!told.contains("icmp_seq=1"), "\(told)")
            let error = try #require(try wire.packets(1) { $0[9] == 1 && $0[20] == 3 }.first)
            #expect(error.count == 576)
            // Another destination by the same way is told at once.
            let other = pod.run("ping -c 1 -W 1 -M do -s 1353 192.168.11.11").output
            #expect(other.contains("icmp_seq=1 Frag needed and DF set (mtu = 1380)"), "\(other)")
        }

        @Test func `a narrower path that the host knows from other packets is told at once`() throws {
            let path = try narrowPath()
            defer { path.stop() }
            let pod = path.pod
            #expect(pod.run("ping -c 1 -W 1 192.168.11.10").status == 0)
            #expect(path.host1.run("ping -c 1 -W 1 -M do -s 1400 10.57.5.21").output.contains("mtu = 1400"))
            let told = pod.run("ping -c 1 -W 1 -M do -s 1353 192.168.11.10").output
            #expect(told.contains("icmp_seq=1 Frag needed and DF set (mtu = 1380)"), "\(told)")
        }

        @Test func `the quotation in an error is as long as the kernel's`() throws {
            let pair = try TunnelPair(mtu: 1500)
            let pod = try pod(behind: pair.host1)
            pair.host2.ip("route add 192.168.20.0/24 via 10.57.4.20 dev tun0 onlink")
            let wire = try Wire(pod)
            let told = pod.run("ping -c 1 -W 1 -M do -s 1472 192.168.11.10").output
            #expect(told.contains("Frag needed and DF set (mtu = 1480)"), "\(told)")
            let error = try #require(try wire.packets(1) { $0[9] == 1 && $0[20] == 3 }.first)
            #expect(error.count == 576)
            #expect(error[1] == 0xc0)
            #expect(error[6] == 0)
            #expect(error[12..<16] == [192, 168, 20, 1])
        }

        @Test func `without path MTU discovery the outer packet is cut, unless the inner one must not be`() throws {
            let pair = try TunnelPair(
                .between("10.57.4.20", pathMTUDiscovery: false), .between("10.57.4.21", pathMTUDiscovery: false), mtu: 1500)
            let wire = try Wire(pair.host2)
            let whole = pair.host1.run("ping -c 1 -W 1 -t 44 -M dont -s 1472 192.168.11.10")
            #expect(whole.status == 0, "\(whole.output)")
            let fragments = try wire.packets(2) { $0[9] == 4 && $0[12..<16] == [10, 57, 4, 20] && $0[6] & 0x40 == 0 }
            #expect(fragments.count == 2)
            #expect(fragments.allSatisfy { $0[8] == 44 })
            let told = pair.host1.run("ping -c 1 -W 1 -M do -s 1472 192.168.11.10").output
            #expect(told.contains("Frag needed and DF set (mtu = 1480)") || told.contains("mtu=1480"), "\(told)")
        }

        @Test func `a peer that does not answer makes its tunnel tell the next sender, and nothing spins`() throws {
            let pair = try TunnelPair(.between("10.57.4.20", "10.57.4.99", ttl: 64))
            pair.host1.run("sysctl -w net.ipv4.neigh.eth0.retrans_time_ms=20")
            let output = pair.host1.run("ping -c 6 -i 0.2 -W 1 192.168.11.10").output
            #expect(output.contains("From 192.168.10.10") && output.contains("Destination Host Unreachable"), "\(output)")
            let before = processorTicks()
            _ = try Poll.wait(for: [], until: Deadline(in: .milliseconds(300)))
            #expect(processorTicks() - before <= 3)
        }

        @Test func `a firewall of the host sees and counts each packet that it drops once`() throws {
            let pair = try TunnelPair()
            for command in [
                "add table ip shut", "add chain ip shut out '{ type filter hook output priority 0; }'",
                "add rule ip shut out ip protocol 4 counter drop",
            ] {
                let made = pair.host1.run("nft " + command)
                #expect(made.status == 0, "\(made.output)")
            }
            let errors = pair.relay1.statistics.sendErrors
            #expect(pair.host1.run("ping -c 3 -i 0.01 -W 0.2 192.168.11.10").status != 0)
            try eventually { pair.relay1.statistics.sendErrors == errors + 3 }
            #expect(pair.host1.run("nft list table ip shut").output.contains("counter packets 3 "))
        }

        @Test func `a tunnel to many peers keeps silent about one that does not answer`() throws {
            let pair = try TunnelPair()
            pair.host1.run("sysctl -w net.ipv4.neigh.eth0.retrans_time_ms=20")
            pair.host1.ip("route add 192.168.99.0/24 via 10.57.4.99 dev tun0 onlink")
            let output = pair.host1.run("ping -c 4 -i 0.2 -W 1 192.168.99.1").output
            #expect(!output.contains("Unreachable") && output.contains("100% packet loss"), "\(output)")
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
        }

        @Test func `an outer packet without a route, or with one into the tunnel itself, is dropped and counted`() throws {
            let pair = try TunnelPair()
            pair.host1.ip("route add 192.168.98.0/24 via 10.98.0.1 dev tun0 onlink", "route add 192.168.97.0/24 via 10.97.0.1 dev tun0 onlink")
            pair.host1.ip("route add 10.97.0.0/24 dev tun0")
            let sender = try DatagramSender(pair.host1)
            for (address, dropped) in [(0xc0a8_6201 as UInt32, 1 as UInt64), (0xc0a8_6101, 2)] {
                sender.send(to: address)
                try eventually { pair.relay1.statistics.sendErrors == dropped }
            }
            #expect(pair.relay1.statistics.sentPackets == 0)
        }

        private struct NarrowPath {
            let host1: TunnelNode
            /// Namespaces go with the last reference.
            let others: [TunnelNode]
            let pod: TunnelNode
            let relays: [IPIPRelay]

            func stop() { for relay in relays { relay.stop() } }
        }

        /// Two hosts with a router between them whose second link takes 1400 bytes, and a pod behind the first.
        private func narrowPath() throws -> NarrowPath {
            let host1 = try TunnelNode(), host2 = try TunnelNode(), router = try TunnelNode()
            try TunnelNode.cable(host1, "eth0", router, "eth1")
            try TunnelNode.cable(host2, "eth0", router, "eth2")
            host1.ip("addr add 10.57.4.20/24 dev eth0", "link set eth0 up", "link set lo up", "route add default via 10.57.4.1")
            host2.ip("addr add 10.57.5.21/24 dev eth0", "link set eth0 up", "link set lo up", "route add default via 10.57.5.1")
            router.ip("addr add 10.57.4.1/24 dev eth1", "link set eth1 up", "addr add 10.57.5.1/24 dev eth2", "link set eth2 mtu 1400 up")
            router.run("sysctl -w net.ipv4.ip_forward=1")
            for node in [host1, host2, router] { try node.awaitCables() }
            let relay1 = try host1.tunnel(.between("10.57.4.20", ttl: 64)), relay2 = try host2.tunnel(.between("10.57.5.21", ttl: 64))
            host1.ip("route add 192.168.11.0/24 via 10.57.5.21 dev tun0 onlink")
            host2.ip("addr add 192.168.11.10/32 dev tun0", "route add 192.168.20.0/24 via 10.57.4.20 dev tun0 onlink")
            return NarrowPath(host1: host1, others: [host2, router], pod: try pod(behind: host1), relays: [relay1, relay2])
        }

        /// 192.168.20.10 in a namespace of its own, which the host forwards for.
        private func pod(behind host: TunnelNode) throws -> TunnelNode {
            let pod = try TunnelNode()
            try TunnelNode.cable(host, "pod0", pod, "eth0")
            host.ip("addr add 192.168.20.1/24 dev pod0", "link set pod0 up")
            host.run("sysctl -w net.ipv4.ip_forward=1")
            pod.ip("addr add 192.168.20.10/24 dev eth0", "link set eth0 up", "route add default via 192.168.20.1")
            for node in [host, pod] { try node.awaitCables() }
            return pod
        }

        private func processorTicks() -> Int { relayThreads().reduce(0) { $0 + $1.ticks } }
    }
}

/// The numbers with which the kernel counts errors, without a kernel.
struct TunnelErrorCountTests {
    private let start = ContinuousClock.now

    private func told(_ errors: inout TunnelErrors, _ now: ContinuousClock.Instant) -> Bool { errors.take(at: now) }

    @Test func `each error tells one sender`() {
        var errors = TunnelErrors(hasRemote: true, copiesTTL: false)
        errors.record(type: 3, code: 1, at: start)
        errors.record(type: 11, code: 0, at: start)
        #expect(told(&errors, start) == true)
        #expect(told(&errors, start + .seconds(29)) == true)
        #expect(told(&errors, start) == false)
    }

    @Test func `errors are forgotten after thirty seconds`() {
        var errors = TunnelErrors(hasRemote: true, copiesTTL: false)
        errors.record(type: 3, code: 1, at: start)
        #expect(told(&errors, start + .seconds(30)) == false)
        errors.record(type: 3, code: 1, at: start)
        errors.record(type: 3, code: 1, at: start + .seconds(40))
        #expect(told(&errors, start + .seconds(41)) == true)
        #expect(told(&errors, start + .seconds(41)) == false)
    }

    @Test func `some errors say nothing about the peer`() {
        var many = TunnelErrors(hasRemote: false, copiesTTL: false)
        many.record(type: 3, code: 1, at: start)
        #expect(!many.isPending)
        var copying = TunnelErrors(hasRemote: true, copiesTTL: true)
        copying.record(type: 11, code: 0, at: start)
        copying.record(type: 3, code: 5, at: start)
        copying.record(type: 12, code: 0, at: start)
        #expect(!copying.isPending)
    }
}
