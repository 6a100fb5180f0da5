import Foundation

/// What iproute2 and nft say of every node of a running lab, without what changes by itself.
struct LabSnapshot: Equatable {
    private var nodes: [String: [String]] = [:]

    /// The lines of each node in order, without numbers that say nothing: those of links, of handles, of timers. How
    /// many packets wait for a relay is an optimisation, and may be left out. A bridge is UNKNOWN until the kernel has
    /// looked at its ports, and its IPv6 routes are marked `linkdown` for a while after that. A link that was up once has another empty queue than one that never was.
    private static let questions = #"""
        {
        ip -d -o -batch - <<END
        link show
        addr show
        route show table all
        rule show
        neigh show nud permanent
        neigh show proxy
        END
        ip -6 -o -batch - <<END
        route show table all
        rule show
        END
        bridge fdb show | grep -e permanent -e static; tc qdisc show; nft -s list ruleset; ss -lntuH
        grep -s . /proc/sys/net/ipv4/neigh/*/proxy_delay /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/proxy_arp /proc/sys/net/ipv4/conf/*/forwarding \
          /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv6/conf/*/disable_ipv6 /proc/sys/net/ipv6/conf/*/forwarding
        } | sed -E 's/^[0-9]+: //; s/@if[0-9]+//; s/link-netns(id)? [^ ]+//; s/[a-z_]+_timer +[0-9.]+//g; s/(qdisc [a-z_]+) [0-9a-f]+:/\1/
          s/designated_[a-z]+ [^ ]+//g; s/(port_id|port_no|switchid|ifid) [^ ]+//g; s/qlen [0-9]+//; s/state UNKNOWN/state UP/
          s/qdisc noop/qdisc noqueue/; /^qdisc noqueue dev/d; s/ linkdown//' | LC_ALL=C sort
        """#

    init(of names: [String]) async throws {
        nodes = try await withThrowingTaskGroup(of: (String, [String]).self) { group in
            for name in names {
                group.addTask {
                    let outcome = try await Command("nsenter", "--net=/run/netns/\(name)", "sh", "-c", Self.questions).run()
                    return (name, outcome.output.split(separator: "\n").map(String.init))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// The lines that are otherwise than they were.
    func changes(since before: LabSnapshot) -> [String] {
        Set(nodes.keys).union(before.nodes.keys).sorted().flatMap { node in
            let (old, new) = (before.nodes[node] ?? [], nodes[node] ?? [])
            return new.filter { !old.contains($0) }.map { "\(node): now \($0)" } + old.filter { !new.contains($0) }.map { "\(node): was \($0)" }
        }
    }
}
