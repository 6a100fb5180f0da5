/// What may stand between the braces of a node: a link, an address, a route, …
public protocol WithinNode {
    /// The primitives that this stands for, in order.
    var lowered: [NodeElement] { get }
}

/// A part of a node's set-up that you write once and use in many nodes.
///
///     struct Tunnel: NodeComponent {
///         let local: Host, peer: Host, network: String
///         var body: [NodeElement] {
///             IPIP("tunl0", local: local)
///             Route(network, via: peer, dev: "tunl0", .onlink)
///         }
///     }
public protocol NodeComponent: WithinNode {
    /// What the component stands for: elements as within a node, components among them.
    @NodeBuilder var body: [NodeElement] { get }
}

extension NodeComponent {
    public var lowered: [NodeElement] { body }
}

/// Collects what stands between the braces of a node.
@resultBuilder
public enum NodeBuilder {
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ element: some WithinNode) -> [NodeElement] { element.lowered }
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ elements: [NodeElement]) -> [NodeElement] { elements }
    /// Everything between the braces, in order.
    public static func buildBlock(_ parts: [NodeElement]...) -> [NodeElement] { parts.flatMap { $0 } }
    /// What a loop made.
    public static func buildArray(_ parts: [[NodeElement]]) -> [NodeElement] { parts.flatMap { $0 } }
    /// What an `if` made, or nothing.
    public static func buildOptional(_ part: [NodeElement]?) -> [NodeElement] { part ?? [] }
    /// What the first branch made.
    public static func buildEither(first part: [NodeElement]) -> [NodeElement] { part }
    /// What the other branch made.
    public static func buildEither(second part: [NodeElement]) -> [NodeElement] { part }
    /// What stands under `if #available`.
    public static func buildLimitedAvailability(_ part: [NodeElement]) -> [NodeElement] { part }
}
