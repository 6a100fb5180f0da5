/// What may stand between the braces of a ``Firewall``: ``Accept``, ``Drop``, ``Reject``, ``Count``.
public protocol WithinFirewall {
    /// The rules that this stands for, in order.
    var rules: [FirewallRule] { get }
}

/// Collects what stands between the braces of a ``Firewall``.
@resultBuilder
public enum FirewallBuilder {
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ element: some WithinFirewall) -> [FirewallRule] { element.rules }
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ rules: [FirewallRule]) -> [FirewallRule] { rules }
    /// Everything between the braces, in order.
    public static func buildBlock(_ parts: [FirewallRule]...) -> [FirewallRule] { parts.flatMap { $0 } }
    /// What a loop made.
    public static func buildArray(_ parts: [[FirewallRule]]) -> [FirewallRule] { parts.flatMap { $0 } }
    /// What an `if` made, or nothing.
    public static func buildOptional(_ part: [FirewallRule]?) -> [FirewallRule] { part ?? [] }
    /// What the first branch made.
    public static func buildEither(first part: [FirewallRule]) -> [FirewallRule] { part }
    /// What the other branch made.
    public static func buildEither(second part: [FirewallRule]) -> [FirewallRule] { part }
    /// What stands under `if #available`.
    public static func buildLimitedAvailability(_ part: [FirewallRule]) -> [FirewallRule] { part }
}
