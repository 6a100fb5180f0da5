/// Everything that a stage wants the kernel to hold, node by node.
package struct NetworkState: Sendable, Hashable {
    /// In the order in which they are made: hosts, segments and pods as the lab names them.
    package private(set) var nodes: [NodeState] = []
    private var positions: [String: Int] = [:]

    /// A network without any node: what there is before a lab and after it.
    package init() {}

    package init(_ nodes: [NodeState]) { for node in nodes { add(node) } }

    package subscript(name: String) -> NodeState? {
        positions[name].map { nodes[$0] }
    }

    // A node is a large value: whoever asks for one thing of it copies that alone.

    /// Where among ``nodes`` the node is.
    func position(of node: String) -> Int? { positions[node] }

    func contains(_ node: String) -> Bool { positions[node] != nil }

    func role(of node: String) -> NodeState.Role? { positions[node].map { nodes[$0].role } }

    /// What `body` makes of the node, if there is one.
    func read<Result>(_ node: String, _ body: (NodeState) -> Result) -> Result? { positions[node].map { body(nodes[$0]) } }

    func link(_ name: String, of node: String) -> PlannedLink? { positions[node].flatMap { nodes[$0][link: name] } }

    func hasLink(_ name: String, of node: String) -> Bool { positions[node].map { nodes[$0].hasLink(name) } ?? false }

    /// The steps from this state to another.
    ///
    /// - Parameter reason: what removals are explained with, such as "stage 4 does without it"
    package func steps(to goal: NetworkState, removingBecause reason: String) -> [Step] {
        Diff.steps(from: self, to: goal, removingBecause: reason)
    }

    /// This state, and of the other what this one does not know: nodes, links, settings and firewalls. For looking at a
    /// network that may be between the two.
    package func adding(_ other: NetworkState) -> NetworkState {
        var sum = self
        for node in other.nodes {
            let isKnown: Void? = sum.update(node.name) { known in
                for link in node.links where known[link: link.name] == nil { known[link: link.name] = link }
                let names = Set(known.sysctls.map(\.value.name))
                known.firewall = known.firewall ?? node.firewall
                known.sysctls += node.sysctls.filter { !names.contains($0.value.name) }
            }
            if isKnown == nil { sum.add(node) }
        }
        return sum
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
