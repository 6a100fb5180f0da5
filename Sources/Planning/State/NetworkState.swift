/// Everything that a stage wants the kernel to hold, node by node.
public struct NetworkState: Sendable, Hashable {
    /// In the order in which they are made: hosts, segments and pods as the lab names them.
    public private(set) var nodes: [NodeState] = []
    private var positions: [String: Int] = [:]

    /// A network without any node: what there is before a lab and after it.
    public init() {}

    public subscript(name: String) -> NodeState? {
        positions[name].map { nodes[$0] }
    }

    mutating func add(_ node: NodeState) {
        positions[node.name] = nodes.count
        nodes.append(node)
    }

    /// Changes a node that there is.
    mutating func update<Result>(_ name: String, _ body: (inout NodeState) -> Result) -> Result? {
        guard let position = positions[name] else { return nil }
        return body(&nodes[position])
    }

    /// What changes all nodes alike.
    mutating func updateAll(_ body: (inout NodeState) -> Void) {
        for position in nodes.indices { body(&nodes[position]) }
    }
}
