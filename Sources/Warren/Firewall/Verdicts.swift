/// A rule as a lab writes it: by its verdict.
///
/// A protocol rather than four initialisers, so that all verdicts take the same words.
public protocol VerdictWord: WithinFirewall {
    /// What happens to the packets of the rule.
    static var verdict: FirewallRule.Verdict { get }
    /// The word for a rule that is made already.
    init(rule: FirewallRule)
}

extension VerdictWord {
    /// - Parameters:
    ///   - traffic: connection states, protocols, ports; without any, all packets
    ///   - from: an address, a network, or a node for any of its addresses
    ///   - iif: the link by which the packet came
    public init(
        _ traffic: Traffic..., from: (any AddressConvertible)? = nil, to: (any AddressConvertible)? = nil,
        iif: String? = nil, oif: String? = nil, counted: Bool = false, file: String = #filePath, line: Int = #line
    ) {
        self.init(
            rule: FirewallRule(
                verdict: Self.verdict, traffic: traffic, from: from?.addressReference, to: to?.addressReference, iif: iif,
                oif: oif, isCounted: counted, source: SourceLocation(file: file, line: line)))
    }
}

/// Lets packets pass, without asking the rules that follow.
///
///     Accept(.established, .related)
///     Accept(.udp(to: 4789), from: host1)
public struct Accept: VerdictWord {
    /// What happens to the packets of the rule.
    public static var verdict: FirewallRule.Verdict { .accept }
    public let rules: [FirewallRule]
    /// The word for a rule that is made already.
    public init(rule: FirewallRule) { rules = [rule] }
}

/// Drops packets in silence: `Drop(from: podA, to: podB)`.
public struct Drop: VerdictWord {
    /// What happens to the packets of the rule.
    public static var verdict: FirewallRule.Verdict { .drop }
    public let rules: [FirewallRule]
    /// The word for a rule that is made already.
    public init(rule: FirewallRule) { rules = [rule] }
}

/// Drops packets and tells the sender: `Reject(.udp, from: podA).with(.prohibited)`; without `with`, "port unreachable".
public struct Reject: VerdictWord {
    /// What happens to the packets of the rule.
    public static var verdict: FirewallRule.Verdict { .reject(.portUnreachable) }
    public private(set) var rules: [FirewallRule]
    /// The word for a rule that is made already.
    public init(rule: FirewallRule) { rules = [rule] }

    /// Tells the sender in this way instead.
    public func with(_ refusal: FirewallRule.Refusal) -> Reject {
        var word = self
        for position in word.rules.indices { word.rules[position].verdict = .reject(refusal) }
        return word
    }
}

/// Counts packets, and leaves them to the rules that follow: `Count(.ipip)`.
public struct Count: VerdictWord {
    /// What happens to the packets of the rule.
    public static var verdict: FirewallRule.Verdict { .count }
    public let rules: [FirewallRule]
    /// The word for a rule that is made already.
    public init(rule: FirewallRule) { rules = [rule] }
}
