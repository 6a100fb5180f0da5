import Addresses
import Netlink
import Warren

extension Firewall: ResolvableWord {
    package static let actions = [Action<Firewall>(.firewalls) { $0.declare($1, in: $2) }]
}

extension Resolver {
    /// In the node's table, the firewalls of one hook are one chain, in the order in which the lab has them.
    fileprivate mutating func declare(_ firewall: Firewall, in node: String) {
        let rules = firewall.rules.flatMap { statements($0, hook: firewall.hook, in: node) }
        var table =
            state[node]?.firewall
            ?? PlannedFirewall(chains: [], at: firewall.source, because: "rules that packets meet, the first that decides counts")
        let policy = policy(firewall, in: node)
        if let position = table.chains.firstIndex(where: { $0.hook == firewall.hook }) {
            table.chains[position].rules += rules
            table.chains[position].policy = policy
        } else {
            table.chains.append(.init(hook: firewall.hook, policy: policy, source: firewall.source, rules: rules))
        }
        _ = state.update(node) { $0.firewall = table }
    }

    /// A chain has one policy, whichever firewall says it.
    private mutating func policy(_ firewall: Firewall, in node: String) -> Firewall.Policy {
        let chain = ChainOfNode(node: node, hook: firewall.hook)
        guard let policy = firewall.policy else { return policies[chain]?.policy ?? .accept }
        if let earlier = policies[chain], earlier.policy != policy {
            report(
                "the policy of \(node)'s \(firewall.hook.rawValue) firewall is already \(earlier.policy.rawValue) (line \(earlier.line)); a node has one of each hook",
                at: firewall.source)
        } else {
            policies[chain] = (policy, firewall.source.line)
        }
        return policy
    }

    /// The networks that a rule speaks of. A node is meant by the addresses that others reach it by: its link-local
    /// ones (fe80::/10), which the lab has not written, are left out.
    private mutating func filtered(_ reference: Reference, at source: SourceLocation) -> [Prefix] {
        let all = prefixes(reference, at: source) ?? []
        if case .literal = reference { return all }
        return all.filter { $0.family == .ipv4 || $0.address.value >> 118 != 0x3fa }
    }

    /// A rule as statements of nft: one, or one for each family of IP that its addresses have in common.
    private mutating func statements(_ rule: FirewallRule, hook: Firewall.Hook, in node: String) -> [Declared<String>] {
        let known = findings.count
        let links = linkMatches(rule, hook: hook, in: node)
        let sources = rule.from.map { filtered($0, at: rule.source) }
        let destinations = rule.to.map { filtered($0, at: rule.source) }
        let traffic = RuleText(rule)
        if let fault = traffic.fault { report(fault, at: rule.source) }
        guard findings.count == known else { return [] }
        var families: [IPAddress.Family?] = [nil]
        if sources != nil || destinations != nil {
            families = [.ipv4, .ipv6].filter { family in
                [sources, destinations].allSatisfy { $0?.contains { $0.family == family } ?? true }
            }
            if families.isEmpty {
                let what = [rule.from, rule.to].compactMap { $0.map { "\($0)" } }.joined(separator: " and ")
                report("\(what) \(rule.from != nil && rule.to != nil ? "have no address of one family" : "has no address")", lackedBy: Self.node(rule.from ?? rule.to!), at: rule.source)
                return []
            }
            if let family = traffic.family {
                families = families.filter { $0 == family }
                if families.isEmpty {
                    let (name, other) = family == .ipv4 ? ("ICMP", "IPv4") : ("ICMPv6", "IPv6")
                    report("\(name) is of \(other), and the rule's addresses are not", at: rule.source)
                    return []
                }
            }
        }
        return families.map { family in
            var words = links
            if let family {
                let tool = family == .ipv4 ? "ip" : "ip6"
                if let sources { words.append("\(tool) saddr \(Self.set(sources, family))") }
                if let destinations { words.append("\(tool) daddr \(Self.set(destinations, family))") }
            }
            return Declared((words + traffic.words).joined(separator: " "), at: rule.source, because: "as the lab asks")
        }
    }

    private static func set(_ prefixes: [Prefix], _ family: IPAddress.Family) -> String {
        var seen: Set<Prefix> = []
        return RuleText.set(prefixes.filter { $0.family == family && seen.insert($0).inserted }.map { $0.isHost ? "\($0.address)" : "\($0)" })
    }

    private mutating func linkMatches(_ rule: FirewallRule, hook: Firewall.Hook, in node: String) -> [String] {
        if rule.iif != nil, hook == .output { report("a packet of the node's own came by no link; iif belongs in an input or forward firewall", at: rule.source) }
        if rule.oif != nil, hook == .input { report("a packet for the node itself leaves by no link; oif belongs in a forward or output firewall", at: rule.source) }
        return [("iifname", rule.iif), ("oifname", rule.oif)].compactMap { word, name in
            guard let name, requireLink(name, of: node, at: rule.source) != nil else { return nil }
            guard LinkName.isPlain(name) else {
                report("nft cannot name the link \"\(name)\"; expected letters, digits and . _ - + @ ~", at: rule.source)
                return nil
            }
            return "\(word) \"\(name)\""
        }
    }
}

/// A chain of a node.
struct ChainOfNode: Hashable {
    var node: String
    var hook: Firewall.Hook
}

extension LinkName {
    /// Whether nft takes the name for what it is: it knows no escape for a quote, and a star is a wildcard.
    static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || "._-+@~".utf8.contains(byte)
        }
    }
}
