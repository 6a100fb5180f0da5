import Foundation
import Testing

/// What ip, bridge and sysctl say of the namespaces of a lab, without what cannot agree between two builds.
struct NetworkDump {
    /// By `NODE TABLE`, a line for each field of each entry.
    private(set) var tables: [String: [String]] = [:]

    /// A bash function that prints everything of the namespaces `$1.NODE` for the nodes that follow.
    static let command = #"""
        dump() {
            local prefix=$1 node name try
            shift
            # An address of IPv6 is there once nobody has claimed it for a second.
            for node in "$@"; do
                for ((try = 0; try < 100; try++)); do
                    [[ -n $(ip -n "$prefix.$node" -6 addr show tentative) ]] || break
                    sleep 0.05
                done
            done
            for node in "$@"; do
                name=$prefix.$node
                for table in link addr '-4 route' '-6 route' neigh ntable; do
                    printf '@@ %s %s\n' "$node" "$table"
                    # shellcheck disable=SC2086
                    case $table in
                        *route) ip -n "$name" -j -d $table show table all ;;
                        *) ip -n "$name" -j -d "$table" show ;;
                    esac
                done
                printf '@@ %s fdb\n' "$node"
                bridge -n "$name" -j -d fdb show
                printf '@@ %s port\n' "$node"
                bridge -n "$name" -j -d link show
                printf '@@ %s sysctl\n' "$node"
                ip netns exec "$name" sysctl -a 2>/dev/null | grep -E '^net\.ipv[46]\.(ip_forward|conf|neigh)'
            done
        }
        """#

    init(_ text: String) throws {
        for part in text.components(separatedBy: "@@ ").dropFirst() {
            let end = try #require(part.firstIndex(of: "\n"))
            let name = String(part[..<end]), body = part[end...].trimmingCharacters(in: .whitespacesAndNewlines)
            guard !name.hasSuffix("sysctl") else {
                tables[name] = body.split(separator: "\n").map(String.init).sorted()
                continue
            }
            let entries = body.isEmpty ? [] : try #require(JSONSerialization.jsonObject(with: Data(body.utf8)) as? [[String: Any]], "\(name): \(body)")
            tables[name] = entries.filter { Self.isComparable($0, name) }.flatMap { entry in
                var entry = entry
                // bridge(8) looks the peer's index up in the wrong namespace.
                if name.hasSuffix("port") { entry["link"] = nil }
                let subject = ["ifname", "dst", "mac"].compactMap { entry[$0].map { "\($0)" } }.first ?? ""
                return Self.leaves(of: entry, at: subject)
            }.sorted()
        }
    }

    /// What is in one and not in the other, a line each.
    func differences(from other: NetworkDump) -> [String] {
        Set(tables.keys).union(other.tables.keys).sorted().flatMap { name -> [String] in
            let mine = tables[name] ?? [], theirs = other.tables[name] ?? []
            return mine.filter { !theirs.contains($0) }.map { "+ \(name): \($0)" } + theirs.filter { !mine.contains($0) }.map { "- \(name): \($0)" }
                + (mine.count == theirs.count ? [] : ["\(name): \(mine.count) fields and \(theirs.count)"])
        }
    }

    /// Neighbours and forwarding entries that the kernel has learned depend on what happened to pass.
    private static func isComparable(_ entry: [String: Any], _ name: String) -> Bool {
        if name.hasSuffix("neigh") { return (entry["state"] as? [String])?.contains("PERMANENT") ?? false }
        if name.hasSuffix("fdb") { return entry["state"] as? String == "permanent" }
        return true
    }

    /// Numbers that the kernel hands out, clocks and counters. And `operstate`: the kernel settles it later, and what
    /// a link without carrier has depends on the numbers. The flags say the same.
    private static let incomparable: Set<String> = [
        "ifindex", "link_index", "link_netnsid", "stats", "stats64", "operstate",
        "used", "confirmed", "updated", "refcnt", "probes",
        "entries", "last_flush", "last_rand", "reachable", "key_len", "hash_rnd",
    ]

    private static func leaves(of value: Any, at path: String) -> [String] {
        if let object = value as? [String: Any] {
            return object.filter { !incomparable.contains($0.key) && !$0.key.hasSuffix("_timer") }.flatMap { leaves(of: $1, at: "\(path) \($0)") }
        }
        if let array = value as? [Any] { return array.enumerated().flatMap { leaves(of: $1, at: "\(path)[\($0)]") } }
        return ["\(path) \(value)"]
    }
}
