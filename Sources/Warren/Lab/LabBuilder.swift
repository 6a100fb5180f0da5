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
    @LabBuilder var body: [Element] { get }
}

extension Component {
    public var lowered: [Element] { body }
}

/// Collects what stands between the braces of a ``Lab``, a ``Stage`` or a ``Component``.
@resultBuilder
public enum LabBuilder {
    public static func buildExpression(_ element: some LabElement) -> [Element] { element.lowered }
    public static func buildExpression(_ elements: [Element]) -> [Element] { elements }
    public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap { $0 } }
    public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
    public static func buildEither(first part: [Element]) -> [Element] { part }
    public static func buildEither(second part: [Element]) -> [Element] { part }
    public static func buildLimitedAvailability(_ part: [Element]) -> [Element] { part }
}
