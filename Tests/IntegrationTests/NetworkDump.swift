import Foundation
import Testing

/// What ip, bridge, tc, nft, sysctl and ps say of the namespaces of a lab, without what cannot agree between two builds.
struct NetworkDump {
    /// By `NODE TABLE`, a line for each field of each entry.
    private(set) var tables: [String: [String]] = [:]

    /// A bash function that prints everything of the namespaces `$1.NODE` for the nodes that follow.
    static let command = #"""
        dump() {
            local prefix=$1 node name link try volatile='\.(nf_conntrack_count|stable_secret|tcp_fastopen_key|base_reachable_time[_a-z]*) '
            shift
            # An address of IPv6 is there once nobody has claimed it for a second.
            for node in "$@"; do
                for ((try = 0; try < 600; try++)); do
                    [[ -n $(ip -n "$prefix.$node" -6 addr show tentative) ]] || break
                    sleep 0.05
                done
            done
            for node in "$@"; do
                name=$prefix.$node
                for table in link addr '-4 route' '-6 route' '-4 rule' '-6 rule' neigh ntable; do
                    printf '@@ %s %s\n' "$node" "$table"
                    # shellcheck disable=SC2086
                    case $table in
                        *route) ip -n "$name" -j -d $table show table all ;;
                        *rule) ip -n "$name" -j $table show ;;
                        *) ip -n "$name" -j -d "$table" show ;;
                    esac
                done
                printf '@@ %s fdb\n' "$node"
                bridge -n "$name" -j -d fdb show
                printf '@@ %s port\n' "$node"
                bridge -n "$name" -j -d link show
                printf '@@ %s qdisc\n' "$node"
                tc -n "$name" -j qdisc show
                printf '@@ %s class lines\n' "$node"
                for link in $(ip -n "$name" -br link | cut -d' ' -f1); do
                    # A token bucket has a class too, of which the kernel chooses the number. tc counts bursts in whole
                    # microseconds, to the byte that is less than the kernel knows.
                    tc -n "$name" class show dev "${link%@*}" | sed -E '/^class tbf /d; s/(burst [0-9]*)[0-9]b/\1_b/g'
                    # What the hash tables are called, the kernel chooses.
                    tc -n "$name" filter show dev "${link%@*}" | sed -E 's/ (fh|ht) [^ ]+//g'
                done
                printf '@@ %s nexthop lines\n' "$node"
                ip -n "$name" nexthop show | sed -E 's/ unbalanced_time [^ ]+//'
                printf '@@ %s nft\n' "$node"
                ip netns exec "$name" nft -j list ruleset
                printf '@@ %s sysctl lines\n' "$node"
                ip netns exec "$name" sysctl net 2>/dev/null | grep -vE "$volatile"
                printf '@@ %s process lines\n' "$node"
                ip netns pids "$name" | xargs -r ps -o args= -p
                printf '@@ %s hosts lines\n' "$node"
                # What warren exec shows as /etc/hosts, and what ip netns exec does.
                if [[ -f /run/warren/$prefix/hosts ]]; then tr '\t' ' ' <"/run/warren/$prefix/hosts"; else ip netns exec "$name" grep -v '^#' /etc/hosts; fi
            done
        }
        """#

    /// - Parameter standIns: links that are of different kinds in two builds, and of which nothing is compared but
    ///   what lies upon them
    init(_ text: String, standIns: Set<String> = []) throws {
        for part in text.components(separatedBy: "@@ ").dropFirst() {
            let end = try #require(part.firstIndex(of: "\n"))
            let name = String(part[..<end]), body = part[end...].trimmingCharacters(in: .whitespacesAndNewlines)
            guard !name.hasSuffix("lines") else {
                tables[name] = body.split(separator: "\n").map(String.init).sorted()
                continue
            }
            let json = body.isEmpty ? [] : try JSONSerialization.jsonObject(with: Data(body.utf8))
            // nft's is one object, in which the order of the rules counts.
            let entries = try (json as? [String: Any]).map { [$0] } ?? #require(json as? [[String: Any]], "\(name): \(body)")
            tables[name] = entries.filter { Self.isComparable($0, name) }.flatMap { entry in
                var entry = entry
                if entry["ifname"] != nil, let flags = entry["flags"] as? [String] {
                    // What was up once keeps its queue while it is down.
                    if !flags.contains("UP") { entry["qdisc"] = nil }
                    // That there is no carrier ip(8) tells up to a second late. That there is one must be told.
                    if !flags.contains("LOWER_UP") { entry["flags"] = flags.filter { $0 != "NO-CARRIER" } }
                }
                // bridge(8) looks the peer's index up in the wrong namespace.
                if name.hasSuffix("port") { entry["link"] = nil }
                if let link = entry["ifname"] as? String ?? entry["dev"] as? String, standIns.contains(link) {
                    if entry["ifname"] != nil { entry = entry.filter { ["ifname", "addr_info"].contains($0.key) } }
                    entry["flags"] = (entry["flags"] as? [String])?.filter { $0 != "linkdown" }
                }
                let subject = ["ifname", "dst", "mac"].compactMap { entry[$0].map { "\($0)" } }.first ?? ""
                let leaves = Self.leaves(of: entry, at: subject)
                // Two routes to one place must not be taken for each other's halves.
                return ["route", "rule", "neigh", "fdb"].contains { name.hasSuffix($0) } ? [leaves.sorted().joined(separator: ", ")] : leaves
            }.sorted()
        }
    }

    /// The same but for the tables of this name.
    func without(_ table: String) -> NetworkDump {
        var dump = self
        dump.tables = tables.filter { !$0.key.contains(" \(table)") }
        return dump
    }

    /// What is in one and not in the other, a line each.
    func differences(from other: NetworkDump) -> [String] {
        Set(tables.keys).union(other.tables.keys).sorted().flatMap { name -> [String] in
            let mine = tables[name] ?? [], theirs = other.tables[name] ?? []
            // Thousands of settings are compared: not each with each.
            let (known, others) = (Set(mine), Set(theirs))
            return mine.filter { !others.contains($0) }.map { "+ \(name): \($0)" } + theirs.filter { !known.contains($0) }.map { "- \(name): \($0)" }
                + (mine.count == theirs.count ? [] : ["\(name): \(mine.count) fields and \(theirs.count)"])
        }
    }

    /// Neighbours and forwarding entries that the kernel has learned depend on what happened to pass.
    private static func isComparable(_ entry: [String: Any], _ name: String) -> Bool {
        if name.hasSuffix("neigh") { return (entry["state"] as? [String])?.contains("PERMANENT") ?? false }
        // The kernel's own choice for a cable that is or was up.
        if name.hasSuffix("qdisc") { return entry["kind"] as? String != "noqueue" }
        if name.hasSuffix("fdb") { return entry["state"] as? String == "permanent" }
        return true
    }

    /// Numbers that the kernel hands out, clocks and counters. And `operstate`: the kernel settles it later, and what
    /// a link without carrier has depends on the numbers. The flags say the same.
    private static let incomparable: Set<String> = [
        "ifindex", "link_index", "link_netnsid", "stats", "stats64", "operstate",
        "used", "confirmed", "updated", "refcnt", "probes",
        "handle", "packets", "bytes", "entries", "last_flush", "last_rand", "reachable", "key_len", "hash_rnd",
    ]

    private static func leaves(of value: Any, at path: String) -> [String] {
        if let object = value as? [String: Any] {
            return object.filter { !incomparable.contains($0.key) && !$0.key.hasSuffix("_timer") }.flatMap { leaves(of: $1, at: "\(path) \($0)") }
        }
        if let array = value as? [Any] { return array.enumerated().flatMap { leaves(of: $1, at: "\(path)[\($0)]") } }
        return ["\(path) \(value)"]
    }
}
