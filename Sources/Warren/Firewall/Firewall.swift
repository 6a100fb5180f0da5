/// Filtering of a node's packets at one place of their way through it: rules, tried in order, and what
/// happens to what none of them decides.
///
///     host1 {
///         Firewall(.forward) {
///             Accept(.established, .related)
///             Drop(from: podA, to: podB)
///         }
///     }
///
/// All firewalls of a node are one table of nftables, `inet warren`, which is replaced as a whole when a stage's
/// differs. Several of one hook are one chain: their rules follow each other, the base's first.
public struct Firewall: NodeWord {
    /// Where on their way packets are met.
    public enum Hook: String, Sendable, Hashable, Codable, CaseIterable {
        /// Packets for the node itself.
        case input
        /// Packets that the node passes on.
        case forward
        /// Packets of the node's own.
        case output
    }

    /// What happens to a packet that no rule decides.
    public enum Policy: String, Sendable, Hashable, Codable {
        /// It passes.
        case accept
        /// It is dropped in silence.
        case drop
    }

    /// Where on their way packets are met.
    public var hook: Hook
    /// `nil`: what another firewall of the same hook says, or else accept.
    public var policy: Policy?
    /// They are tried in this order; the first that decides counts.
    public var rules: [FirewallRule]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// Rules for the packets that the hook meets.
    ///
    /// - Parameters:
    ///   - policy: what happens to a packet that no rule decides; `nil`: what another firewall of the hook says, or else accept
    ///   - rules: ``Accept``, ``Drop``, ``Reject`` and ``Count``, tried in this order
    public init(
        _ hook: Hook, policy: Policy? = nil, file: String = #filePath, line: Int = #line,
        @FirewallBuilder _ rules: () -> [FirewallRule] = { [] }
    ) {
        self.hook = hook
        self.policy = policy
        self.rules = rules()
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "firewall"
    public var references: [Reference] { rules.flatMap { [$0.from, $0.to].compactMap { $0 } } }
}
