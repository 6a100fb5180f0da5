import Netlink
import Testing

@testable import Namespaces
@testable import Tunnels

/// Tunnels whose packets the kernel carries.
enum EngagedTunnels {
    /// A pair with a fast path at each end, or at the first end only.
    static func pair(
        _ first: IPIPLink = .between("10.57.4.20", ttl: 64), _ second: IPIPLink = .between("10.57.4.21", ttl: 64), onlyFirst: Bool = false
    ) throws -> TunnelPair {
        let pair = try TunnelPair(first, second, fastPathAfter: 1)
        for host in [pair.host1, pair.host2] { forward(host) }
        if onlyFirst { #expect(pair.host2.run("nft add table ip filled").status == 0) }
        try engage(onlyFirst ? [pair.relay1] : [pair.relay1, pair.relay2]) { pair.host1.run("ping -c 2 -i 0.01 -W 1 192.168.11.10").status == 0 }
        return pair
    }

    /// Routes are looked up for programs only where packets may be passed on.
    static func forward(_ host: TunnelNode) { #expect(host.run("sysctl -w net.ipv4.ip_forward=1").status == 0) }

    /// Lets packets go both ways until all of them have been sent by the fast path.
    static func engage(_ relays: [IPIPRelay], exchange: () -> Bool) throws {
        func sent() -> [UInt64] { relays.map { $0.fastPath?.statistics.sentPackets ?? 0 } }
        let deadline = Deadline(in: .seconds(10))
        while sent().contains(0) {
            try #require(!deadline.hasPassed, "no fast path within ten seconds")
            #expect(exchange())
            for obstacle in relays.compactMap(\.fastPath?.obstacle) { throw obstacle }
        }
    }
}

extension IPIPRelay {
    /// What did not go by the fast path.
    var carriedItself: UInt64 {
        let fast = fastPath?.statistics ?? RelayStatistics()
        return statistics.sentPackets + statistics.receivedPackets - fast.sentPackets - fast.receivedPackets
    }
}
