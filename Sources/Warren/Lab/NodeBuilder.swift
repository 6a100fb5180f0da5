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
    @NodeBuilder var body: [NodeElement] { get }
}

extension NodeComponent {
    public var lowered: [NodeElement] { body }
}

/// Collects what stands between the braces of a node.
@resultBuilder
public enum NodeBuilder {
    public static func buildExpression(_ element: some WithinNode) -> [NodeElement] { element.lowered }
    public static func buildExpression(_ elements: [NodeElement]) -> [NodeElement] { elements }
    public static func buildBlock(_ parts: [NodeElement]...) -> [NodeElement] { parts.flatMap { $0 } }
    public static func buildArray(_ parts: [[NodeElement]]) -> [NodeElement] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [NodeElement]?) -> [NodeElement] { part ?? [] }
    public static func buildEither(first part: [NodeElement]) -> [NodeElement] { part }
    public static func buildEither(second part: [NodeElement]) -> [NodeElement] { part }
    public static func buildLimitedAvailability(_ part: [NodeElement]) -> [NodeElement] { part }
}
