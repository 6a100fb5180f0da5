import Glibc
import Packets
import Testing

@testable import Runtime

extension TunnelTests {
    /// Packets that the kernel carries past the relay. Needs root, and Linux 6.6.
    @Suite struct FastPathTests {
        /// A pair whose tunnels are engaged, both of them.
        private func engagedPair() throws -> TunnelPair {
            let pair = try TunnelPair(fastPathAfter: 1)
            // Routes are looked up for programs only where packets may be passed on.
            for host in [pair.host1, pair.host2] { host.run("sysctl -w net.ipv4.ip_forward=1") }
            try engage(pair)
            return pair
        }

        /// Pings until both ends have carried packets by the fast path.
        private func engage(_ pair: TunnelPair) throws {
            let deadline = Deadline(in: .seconds(10))
            while !deadline.hasPassed {
                #expect(pair.host1.run("ping -c 2 -i 0.01 -W 1 192.168.11.10").status == 0)
                for relay in [pair.relay1, pair.relay2] {
                    if let obstacle = relay.fastPath?.obstacle { throw obstacle }
                }
                if [pair.relay1, pair.relay2].allSatisfy({ $0.fastPath.map { $0.statistics.sentPackets > 0 && $0.statistics.receivedPackets > 0 } ?? false }) { return }
            }
            Issue.record("no fast path within ten seconds")
        }

        @Test func `streams arrive whole, and the relay sees none of it`() throws {
            let pair = try engagedPair()
            let before = pair.relay1.statistics.sentPackets
            let connections = try (0..<2).map { try Connection(from: pair.host1, to: pair.host2, port: 7000 + $0) }
            for connection in connections { connection.transfer(3_000_000, seed: 4) }
            for connection in connections { #expect(connection.outcome == .whole) }
            #expect(pair.relay1.statistics.sentPackets == before)
            let statistics = try #require(pair.relay1.fastPath?.statistics)
            #expect(statistics.sentBytes > 6_000_000)
        }
    }
}
