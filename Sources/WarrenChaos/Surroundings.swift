import Foundation

/// What stands around the labs and is none of theirs: the cell's own network as a machine has one, with a bridge and
/// a namespace of somebody else's.
struct Surroundings: Equatable {
    static let name = "foreign"

    /// What each question is answered with.
    private var answers: [String: String]

    /// Makes them.
    static func make() async throws {
        let script = """
            sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.router_solicitations=0
            ip link set lo up
            ip netns add \(name)
            ip netns exec \(name) sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.router_solicitations=0
            ip link add foreign0 type bridge && ip addr add 172.31.99.1/24 dev foreign0 && ip link set foreign0 up
            ip link add foreign1 type veth peer name eth0 netns \(name) && ip link set foreign1 master foreign0 up
            # What a bridge learns it forgets by itself.
            bridge link set dev foreign1 learning off
            ip -n \(name) addr add 172.31.99.2/24 dev eth0 && ip -n \(name) link set eth0 up && ip -n \(name) link set lo up
            ip route add 198.51.100.0/24 via 172.31.99.2
            ip rule add from 172.31.99.7 lookup 99 && ip route add blackhole default table 99
            ip neigh add 172.31.99.9 lladdr 02:00:00:00:00:09 dev foreign0 nud permanent
            nft add table inet foreign && nft add chain inet foreign guard '{ type filter hook forward priority 0; }'
            nft add rule inet foreign guard tcp dport 4242 drop
            sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.foreign0.rp_filter=2
            ping -c 1 -W 5 172.31.99.2 >/dev/null
            """
        let outcome = try await Command("sh", "-ec", script).run()
        guard outcome.status == 0 else { throw ChaosError("the surroundings cannot be made: \(outcome.errors)") }
        // Links and bridge ports come up by and by.
        let limit = ContinuousClock.now + .seconds(20)
        var (last, next) = (try await now(), try await now())
        while last != next || next.answers.values.contains(where: { $0.contains("tentative") }) {
            guard ContinuousClock.now < limit else { throw ChaosError("the surroundings do not settle: \(next.changes(since: last))") }
            try await Task.sleep(for: .milliseconds(200))
            (last, next) = (next, try await now())
        }
    }

    /// All that a network namespace holds, twice: of the cell and of the foreign one.
    static func now() async throws -> Surroundings {
        let questions = #"""
            ip -j -d link | sed -E 's/"[a-z_]+_timer":[0-9.]+,?//g'; ip -j addr; ip -j route show table all; ip -6 -j route show table all; ip -j rule; ip -6 -j rule
            ip -j neigh show nud permanent; ip -j neigh show proxy; bridge -j fdb show; bridge -j vlan show; tc qdisc show
            nft list ruleset
            # Counters of the machine are no settings.
            grep -rs '' /proc/sys/net | grep -v -e /nf_conntrack_count: -e /nf_conntrack_buckets: -e /flow_limit | LC_ALL=C sort
            """#
        var answers: [String: String] = [:]
        for (place, words) in [("the machine's own network", [String]()), (name, ["ip", "netns", "exec", name])] {
            let outcome = try await Command(words + ["sh", "-c", questions]).run()
            answers[place] = outcome.output
        }
        answers["names"] = Cell.entries(of: "/run/netns").joined(separator: " ")
        let ping = try await Command("ping", "-c", "1", "-W", "5", "172.31.99.2").run()
        answers["a ping to the foreign namespace"] = ping.status == 0 ? "is answered" : ping.output
        return Surroundings(answers: answers)
    }

    /// The lines that are otherwise than they were.
    func changes(since before: Surroundings) -> [String] {
        answers.keys.sorted().filter { answers[$0] != before.answers[$0] }.map { place in
            let (old, new) = (before.answers[place]?.split(separator: "\n") ?? [], answers[place]?.split(separator: "\n") ?? [])
            let changed = new.filter { !old.contains($0) }.prefix(3) + old.filter { !new.contains($0) }.prefix(3)
            return "\(place): " + changed.joined(separator: " | ")
        }
    }
}
