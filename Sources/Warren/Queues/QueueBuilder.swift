/// What may stand between the braces of a ``Queue``.
public enum QueuePart: Sendable, Hashable {
    /// A share of the link.
    case `class`(QueueClass)
    /// Which packets go to a class or a band.
    case filter(QueueFilter)
}

/// Collects what stands between the braces of a ``Queue``.
@resultBuilder
public enum QueueBuilder {
    /// A class.
    public static func buildExpression(_ part: QueueClass) -> [QueuePart] { [.class(part)] }
    /// A filter.
    public static func buildExpression(_ part: QueueFilter) -> [QueuePart] { [.filter(part)] }
    /// Several at once.
    public static func buildExpression(_ parts: [QueuePart]) -> [QueuePart] { parts }
    /// Everything between the braces, in order.
    public static func buildBlock(_ parts: [QueuePart]...) -> [QueuePart] { parts.flatMap { $0 } }
    /// What a loop made.
    public static func buildArray(_ parts: [[QueuePart]]) -> [QueuePart] { parts.flatMap { $0 } }
    /// What an `if` made, or nothing.
    public static func buildOptional(_ part: [QueuePart]?) -> [QueuePart] { part ?? [] }
    /// What the first branch made.
    public static func buildEither(first part: [QueuePart]) -> [QueuePart] { part }
    /// What the other branch made.
    public static func buildEither(second part: [QueuePart]) -> [QueuePart] { part }
}
