/// What may stand in a lab or a stage: a node, a segment, a probe, or a component of your own.
public protocol LabElement {
    /// The primitives that this stands for, in order.
    var lowered: [Element] { get }
}

/// A part of a lab that you write once and use often, as a view has a body.
///
///     struct Rack: Component {
///         let number: Int
///         var body: [Element] {
///             let host = Host("rack\(number)", "10.0.\(number).2/24")
///             Segment("lan\(number)", gateway: "10.0.\(number).1") { host }
///             Pod("web\(number)", "192.168.\(number).10/24", on: host)
///         }
///     }
public protocol Component: LabElement {
    /// What the component stands for: elements as in a lab, components among them.
    @LabBuilder var body: [Element] { get }
}

extension Component {
    public var lowered: [Element] { body }
}

/// Collects what stands between the braces of a ``Lab``, a ``Stage`` or a ``Component``.
@resultBuilder
public enum LabBuilder {
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ element: some LabElement) -> [Element] { element.lowered }
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ elements: [Element]) -> [Element] { elements }
    /// Everything between the braces, in order.
    public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap { $0 } }
    /// What a loop made.
    public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap { $0 } }
    /// What an `if` made, or nothing.
    public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
    /// What the first branch made.
    public static func buildEither(first part: [Element]) -> [Element] { part }
    /// What the other branch made.
    public static func buildEither(second part: [Element]) -> [Element] { part }
    /// What stands under `if #available`.
    public static func buildLimitedAvailability(_ part: [Element]) -> [Element] { part }
}
