import Addresses
import Firewalls
import Netlink

/// The routes of a table that is not the main one, nor the kernel's own `local`.
public struct TableInspection: Sendable, Hashable, Codable {
    /// Its number.
    public var table: UInt32
    public var routes: [RouteInspection]
}

/// A policy rule: which table is asked for which packets. The lowest priority is asked first.
public struct RuleInspection: Sendable, Hashable, Codable {
    /// `ipv4` or `ipv6`
    public var family: String
    public var priority: UInt32
    /// A network; absent: any source.
    public var from: Prefix?
    /// A network; absent: any destination.
    public var to: Prefix?
    /// The firewall mark.
    public var mark: UInt32?
    /// The link by which the packet came in.
    public var inputLink: String?
    /// The table's number: 254 is main, 255 local, 253 default.
    public var table: UInt32
    /// Whether every namespace has it from the kernel: local, main and default.
    public var isKernels: Bool

    init(_ rule: RuleEntry) {
        family = rule.family == .ipv4 ? "ipv4" : "ipv6"
        priority = rule.priority
        from = rule.from
        to = rule.to
        mark = rule.mark
        inputLink = rule.inputLink
        table = rule.table
        let usual: [UInt32: UInt32] = [0: 255, 32766: 254, 32767: 253]
        isKernels = from == nil && to == nil && mark == nil && inputLink == nil && usual[priority] == table
    }
}

/// A chain of nftables in a node.
public struct ChainInspection: Sendable, Hashable, Codable {
    /// `inet`, `ip`, `ip6`, …
    public var family: String
    public var table: String
    public var name: String
    /// Of a chain that packets come to by themselves: `filter`, `nat` or `route`. Likewise the next three.
    public var type: String?
    /// `input`, `forward`, `output`, …
    public var hook: String?
    /// The lower is asked first.
    public var priority: Int?
    /// What becomes of packets that no rule decides: `accept` or `drop`.
    public var policy: String?
    /// In nft's words, in the order in which they are tried, counters with what they have counted.
    public var rules: [String]

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
}
