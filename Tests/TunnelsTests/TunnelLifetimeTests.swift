import Glibc
import Netlink
import Testing

@testable import Namespaces
@testable import Tunnels

extension TunnelTests {
    /// A relay comes and goes without a trace. Needs root.
    @Suite struct LifetimeTests {
        @Test func `stopping removes the device, the thread and every descriptor`() throws {
            let node = try TunnelNode()
            func cycle(_ count: Int) throws {
                for round in 0..<count {
                    let relay = try IPIPRelay(
                        name: "tun0", index: 50, tunnel: .between("10.0.0.1", pathMTUDiscovery: false), mtu: 1480, namespace: node.namespace,
                        thread: TunnelNode.relays.get())
                    #expect(try node.namespace.socket.links().contains { $0.name == "tun0" && $0.index == 50 && $0.mtu == 1480 && !$0.isUp })
                    // Every second one goes with its last reference.
                    if round % 2 == 0 { for _ in 0..<2 { relay.stop() } }
                    withExtendedLifetime(relay) {}
                }
            }
            let before = try RelayTraces(of: node)
            // A child that is being started holds copies of all descriptors for a moment.
            let starter = try OwnThread.start { for _ in 0..<400 { _ = RunningCommand("true").finish() } }
            try cycle(60)
            pthread_join(starter, nil)
            #expect(try node.namespace.socket.links().map(\.name) == ["lo"])
            try eventually { relayThreads().isEmpty }
            try eventually { try RelayTraces(of: node).isNoMore(than: before) }
            // Other tests of this process have bells too; a leak here would be of 60.
            try eventually { RelayTraces.bells() - before.bells < 60 }
        }

        @Test func `stopping in the middle of traffic is prompt`() throws {
            let pair = try TunnelPair()
            // Longer than a stop may take.
            let flood = pair.host1.start("sh -c 'echo $$; exec ping -q -f -w 15 192.168.11.10'")
            let process = try #require(flood.line().flatMap { pid_t($0.dropLast()) })
            defer {
                kill(process, SIGTERM)
                _ = flood.finish()
            }
            try eventually { pair.relay1.statistics.receivedPackets > 100 }
            let start = ContinuousClock.now
            pair.relay1.stop()
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(flood.isRunning, "there was no traffic any more")
            #expect(!(try pair.host1.namespace.socket.links().contains { $0.name == "tun0" }))
        }

        @Test func `a relay that leaves its device to the namespace carries nothing any more, and the other one goes on`() throws {
            let pair = try TunnelPair()
            let before = try RelayTraces(of: pair.host1)
            func leave() throws {
                let relay = try pair.host1.tunnel(.between("10.58.0.1", "10.58.0.2"), name: "tun1", index: 901)
                for _ in 0..<2 { relay.leave() }
            }
            for number in 0..<20 {
                try leave()
                // A child that is being started holds a copy of the device's descriptor for a moment.
                try eventually("round \(number)") { try pair.host1.namespace.socket.links().contains { $0.name == "tun1" && !$0.hasCarrier } }
                pair.host1.ip("link delete tun1")
            }
            try eventually { try RelayTraces(of: pair.host1).isNoMore(than: before) }
            // Other tests of this process have bells too; a leak here would be of 20.
            try eventually { RelayTraces.bells() - before.bells < 20 }
            #expect(pair.host1.run("ping -c 1 -W 1 192.168.11.10").status == 0)
        }

        @Test func `a device that somebody else deletes ends its relay`() throws {
            let node = try TunnelNode()
            let relay = try node.tunnel(.between(nil, ttl: 64))
            try eventually { relayThreads().count == 1 }
            node.ip("link del tun0")
            try eventually { relayThreads().isEmpty }
            relay.stop()
        }

        @Test func `a name or an index that is taken, and a tunnel that the kernel would refuse, are refused`() throws {
            let node = try TunnelNode()
            let relay = try node.tunnel(.between(nil, ttl: 64))
            #expect(throws: SystemError.self) { try node.tunnel(.between(nil, ttl: 64), name: "tun0", index: 901) }
            #expect(throws: SystemError.self) { try node.tunnel(.between(nil, ttl: 64), name: "tun1", index: 900) }
            #expect(throws: SystemError.self) { try node.tunnel(.between(nil, ttl: 64, pathMTUDiscovery: false), name: "tun1", index: 901) }
            #expect(throws: SystemError.self) { try node.tunnel(.between("fd00::1", ttl: 64), name: "tun1", index: 901) }
            #expect(try node.namespace.socket.links().count == 2)
            relay.stop()
        }

        @Test func `iperf3 tells what the relay carries`() throws {
            let pair = try TunnelPair()
            let server = pair.host2.start("iperf3 -s -1 --forceflush")
            server.await("listening")
            let output = pair.host1.run("iperf3 -c 192.168.11.10 -t 2 -f g").output
            let figures = output.split(separator: "\n").filter { $0.hasSuffix("sender") || $0.hasSuffix("receiver") }
            #expect(!figures.isEmpty, "\(output)")
            _ = server.finish()
            let flood = pair.host1.run("ping -q -f -c 2000 192.168.11.10").output
            print(figures.joined(separator: "\n"), String(flood.split(separator: "\n").last ?? ""), separator: "\n")
            print(pair.relay1.statistics)
        }
    }
}
