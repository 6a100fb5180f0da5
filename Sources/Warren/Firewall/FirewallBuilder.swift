/// What may stand between the braces of a ``Firewall``: ``Accept``, ``Drop``, ``Reject``, ``Count``.
public protocol WithinFirewall {
    /// The rules that this stands for, in order.
    var rules: [Rule] { get }
}

/// Collects what stands between the braces of a ``Firewall``.
@resultBuilder
public enum FirewallBuilder {
    public static func buildExpression(_ element: some WithinFirewall) -> [Rule] { element.rules }
    public static func buildExpression(_ rules: [Rule]) -> [Rule] { rules }
    public static func buildBlock(_ parts: [Rule]...) -> [Rule] { parts.flatMap { $0 } }
    public static func buildArray(_ parts: [[Rule]]) -> [Rule] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [Rule]?) -> [Rule] { part ?? [] }
    public static func buildEither(first part: [Rule]) -> [Rule] { part }
    public static func buildEither(second part: [Rule]) -> [Rule] { part }
    public static func buildLimitedAvailability(_ part: [Rule]) -> [Rule] { part }
}
