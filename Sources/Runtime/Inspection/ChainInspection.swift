import Firewalls
import Netlink

/// A chain of nftables in a node.
package struct ChainInspection: Sendable, Hashable {
    /// `inet`, `ip`, `ip6`, …
    package var family: String
    package var table: String
    package var name: String
    /// Of a chain that packets come to by themselves: `filter`, `nat` or `route`. Likewise the next three.
    package var type: String?
    /// `input`, `forward`, `output`, …
    package var hook: String?
    /// The lower is asked first.
    package var priority: Int?
    /// What becomes of packets that no rule decides: `accept` or `drop`.
    package var policy: String?
    /// In nft's words, in the order in which they are tried, counters with what they have counted.
    package var rules: [String]

    init(_ chain: FirewallListing.Chain) {
        family = chain.family
        table = chain.table
        name = chain.name
        type = chain.type
        hook = chain.hook
        priority = chain.priority
        policy = chain.policy
        rules = chain.rules
    }

    var record: FieldRecord {
        [
            "family": .text(family), "table": .text(table), "name": .text(name), "type": type.map { .text($0) },
            "hook": hook.map { .text($0) }, "priority": priority.map { FieldValue($0) }, "policy": policy.map { .text($0) },
            "rules": .list(rules.map { .text($0) }),
        ]
    }
}
