import Foundation

/// What iproute2 and nft say of every node of a running lab, without what changes by itself.
struct LabSnapshot: Equatable {
    private var nodes: [String: [String]] = [:]

    private static let questions = """
        ip -d -o link; ip -o addr; ip -o route show table all; ip -6 -o route show table all; ip -o rule; ip -6 -o rule
        ip -o neigh show nud permanent; ip -o neigh show proxy; bridge fdb show | grep -e permanent -e static; tc qdisc show
        nft -s list ruleset; ss -lntuH
        cd /proc/sys/net/ipv4 && grep -r . ip_forward conf/*/proxy_arp conf/*/forwarding conf/*/rp_filter
        grep -r . /proc/sys/net/ipv6/conf/*/disable_ipv6 /proc/sys/net/ipv6/conf/*/forwarding
        """

    init(of names: [String]) async throws {
        for name in names {
            let outcome = try await Command("nsenter", "--net=/run/netns/\(name)", "sh", "-c", Self.questions).run()
            nodes[name] = outcome.output.split(separator: "\n").map { Self.settled(String($0)) }.sorted()
        }
    }

    /// A line without numbers that say nothing: those of links, of handles, of timers.
    private static func settled(_ line: String) -> String {
        line.replacing(#/^[0-9]+: /#, with: "").replacing(/@if[0-9]+/, with: "").replacing(/link-netnsid [0-9]+/, with: "")
            .replacing(/_timer +[0-9.]+/, with: "").replacing(/qdisc ([a-z_]+) [0-9a-f]+:/) { "qdisc \($0.1)" }
            .replacing(/designated_[a-z]+ [^ ]+/, with: "").replacing(/(port_id|port_no|switchid|ifid) [^ ]+/, with: "")
            // How many packets wait for a relay is an optimisation, and may be left out. A bridge is UNKNOWN until the
            // kernel has looked at its ports.
            .replacing(/proto kernel/, with: "").replacing(/state UNKNOWN/, with: "state UP").replacing(/qlen [0-9]+/, with: "")
    }

    /// The lines that are otherwise than they were.
    func changes(since before: LabSnapshot) -> [String] {
        Set(nodes.keys).union(before.nodes.keys).sorted().flatMap { node in
            let (old, new) = (before.nodes[node] ?? [], nodes[node] ?? [])
            return new.filter { !old.contains($0) }.map { "\(node): now \($0)" } + old.filter { !new.contains($0) }.map { "\(node): was \($0)" }
        }
    }
}
