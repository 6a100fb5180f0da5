import FoundationEssentials

/// Every table of nftables in a namespace, as nft lists them: what there is by JSON, and each rule in nft's words.
package struct FirewallListing: Sendable {
    package struct Chain: Sendable, Hashable {
        /// `inet`, `ip`, `ip6`, `bridge`, `arp`, `netdev`
        package var family: String
        package var table: String
        package var name: String
        /// Of a chain that packets come to by themselves: `filter`, `nat` or `route`.
        package var type: String?
        package var hook: String?
        package var priority: Int?
        package var policy: String?
        /// Such as `ip saddr 192.168.10.10 counter packets 3 bytes 252 drop`, in the order in which they are tried.
        package var rules: [String] = []
    }

    package let chains: [Chain]

    /// Those of the namespace that the descriptor refers to; `nil` on a kernel without nftables.
    package static func read(in namespace: Int32) -> FirewallListing? {
        guard let (json, text) = try? Nft.ruleset(in: .descriptor(namespace)) else { return nil }
        return try? FirewallListing(json: json, text: text)
    }

    /// - Parameters:
    ///   - json: of `nft -j list ruleset`
    ///   - text: of `nft list ruleset`
    init(json: String, text: String) throws {
        var rules = Self.rules(in: text)
        chains = try JSONDecoder().decode(Document.self, from: Data(json.utf8)).nftables.compactMap(\.chain).map { chain in
            Chain(
                family: chain.family, table: chain.table, name: chain.name, type: chain.type, hook: chain.hook, priority: chain.prio,
                policy: chain.policy, rules: rules.removeValue(forKey: "\(chain.family) \(chain.table) \(chain.name)") ?? [])
        }
    }

    private struct Document: Decodable {
        struct Object: Decodable {
            var chain: Chain?
        }

        struct Chain: Decodable {
            var family: String
            var table: String
            var name: String
            var type: String?
            var hook: String?
            var prio: Int?
            var policy: String?
        }

        var nftables: [Object]
    }

    /// The rules' lines by family, table and chain.
    ///
    /// nft indents by one tab what is in a table, and by two what is in a chain, where the first line is the chain's own
    /// if it has a hook. It writes a rule on one line.
    static func rules(in text: String) -> [String: [String]] {
        var rules: [String: [String]] = [:]
        var table = "", chain: String?
        for line in text.split(separator: "\n") {
            let depth = line.prefix { $0 == "\t" }.count
            let words = line.dropFirst(depth)
            switch depth {
            case 0 where words.hasPrefix("table "): table = words.dropFirst(6).split(separator: " ").prefix(2).joined(separator: " ")
            case 1: chain = words.hasPrefix("chain ") ? words.dropFirst(6).split(separator: " ").first.map { "\(table) \($0)" } : nil
            case 2: if let chain, !words.hasPrefix("type ") { rules[chain, default: []].append(String(words)) }
            default: break
            }
        }
        return rules
    }
}
