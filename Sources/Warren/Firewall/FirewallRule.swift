/// One rule of a ``Firewall``: which packets it is for, and what happens to them.
///
/// A lab writes it by its verdict: `Accept(…)`, `Drop(…)`, `Reject(…)`, `Count(…)`.
public struct FirewallRule: Sendable, Hashable, Codable, WithinFirewall {
    /// What happens to a packet that matches.
    public enum Verdict: Sendable, Hashable, Codable {
        /// It passes.
        case accept
        /// It is dropped in silence.
        case drop
        /// It is dropped, and the sender is told so.
        case reject(Refusal)
        /// It is counted, and the next rule is tried.
        case count
    }

    /// How the sender of a rejected packet is told.
    public enum Refusal: String, Sendable, Hashable, Codable {
        /// By the ICMP error "port unreachable".
        case portUnreachable
        /// By the ICMP error "host unreachable"; of ICMPv6, "address unreachable".
        case hostUnreachable
        /// By the ICMP error "network unreachable"; of ICMPv6, "no route to destination".
        case noRoute
        /// By the ICMP error "communication administratively prohibited".
        case prohibited
        /// A TCP segment that ends the connection.
        case tcpReset
    }

    /// What happens to a packet that matches.
    public var verdict: Verdict
    /// What of the same kind is listed, such as two protocols, is an alternative; different kinds must all match.
    public var traffic: [Traffic]
    /// The source: an address, a network, or a node for any of its addresses.
    public var from: Reference?
    /// The destination.
    public var to: Reference?
    /// The link by which the packet came.
    public var iif: String?
    /// The link by which it leaves.
    public var oif: String?
    /// Whether packets that match are counted, too: `nft list table inet warren` shows how many.
    public var isCounted: Bool
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    public var rules: [FirewallRule] { [self] }
}
