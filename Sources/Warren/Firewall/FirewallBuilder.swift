/// What may stand between the braces of a ``Firewall``: ``Accept``, ``Drop``, ``Reject``, ``Count``.
public protocol WithinFirewall {
    /// The rules that this stands for, in order.
    var rules: [FirewallRule] { get }
}

/// Collects what stands between the braces of a ``Firewall``.
@resultBuilder
public enum FirewallBuilder {
    public static func buildExpression(_ element: some WithinFirewall) -> [FirewallRule] { element.rules }
    public static func buildExpression(_ rules: [FirewallRule]) -> [FirewallRule] { rules }
    public static func buildBlock(_ parts: [FirewallRule]...) -> [FirewallRule] { parts.flatMap { $0 } }
    public static func buildArray(_ parts: [[FirewallRule]]) -> [FirewallRule] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [FirewallRule]?) -> [FirewallRule] { part ?? [] }
    public static func buildEither(first part: [FirewallRule]) -> [FirewallRule] { part }
    public static func buildEither(second part: [FirewallRule]) -> [FirewallRule] { part }
    public static func buildLimitedAvailability(_ part: [FirewallRule]) -> [FirewallRule] { part }
}
