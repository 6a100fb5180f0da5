import Glibc
import Testing

@testable import Tunnels

extension TunnelTests {
    /// The thread that all relays of a network share. Needs root.
    @Suite struct ThreadTests {
        @Test func `one thread does the work of all relays, as long as there is one`() throws {
            let thread = try RelayThread()
            // Those of the tests before are on their way out; no other suite has relays.
            try eventually { relayThreads().isEmpty }
            let nodes = try (0..<3).map { _ in try TunnelNode() }
            func start() throws -> [IPIPRelay] {
                try nodes.map {
                    try IPIPRelay(name: "tun0", index: 50, tunnel: .between(nil, ttl: 64), mtu: 1480, namespace: $0.namespace, thread: thread)
                }
            }
            // A second time after all have gone: the thread begins anew.
            for _ in 0..<2 {
                let relays = try start()
                try eventually { relayThreads().count == 1 }
                relays[1].stop()
                relays[0].stop()
                try eventually { relayThreads().count == 1 }
                relays[2].stop()
                try eventually { relayThreads().isEmpty }
            }
        }

        @Test func `a relay that ends, by itself or not, leaves the others to their work`() throws {
            let pair = try TunnelPair()
            for round in 0..<10 {
                let node = try TunnelNode()
                let relay = try node.tunnel(.between(nil, ttl: 64))
                if round % 2 == 0 { node.ip("link del tun0") }
                relay.stop()
                let ping = pair.host1.run("ping -c 3 -i 0.002 -W 1 192.168.11.10").output
                #expect(ping.contains(" 0% packet loss"), "round \(round): \(ping)")
            }
        }

        @Test func `a relay that is overrun does not keep another from its work`() throws {
            let pair = try TunnelPair(), other = try TunnelPair()
            let flood = pair.host1.start("ping -q -f -l 200 -s 1400 -w 3 192.168.11.10")
            try eventually { pair.relay1.statistics.receivedPackets > 1000 }
            let ping = other.host1.run("ping -c 20 -i 0.005 -W 1 192.168.11.10").output
            #expect(ping.contains(" 0% packet loss"), "\(ping)")
            flood.kill()
        }
    }
}
