import Namespaces
import Planning

/// The new namespaces of a network, which may still be in the making.
struct NewNodes {
    let making: NamespaceMaking
    /// What each of them was asked for by; by its position.
    let creations: [Step]
    /// What is set in each, by its node.
    let settings: [String: [Step]]
    /// Where those are that nobody has taken yet.
    var positions: [String: Int]
}

extension Network {
    /// Begins to make the namespaces with the settings that follow them, and writes the settings of the others.
    func makeNamespaces(_ steps: [Step]) throws(StepFailure) {
        let creations = steps.filter { $0.operation == .createNamespace }
        guard let first = creations.first else { return try writeSettings(steps) }
        let settings = Dictionary(grouping: steps.filter { $0.operation != .createNamespace }, by: \.node)
        do {
            let corrections = try InheritedSettings.corrections.get()
            newNodes = NewNodes(
                making: try NamespaceMaking(
                    creations.map { corrections + Self.writes(settings[$0.node] ?? []) },
                    sockets: DescriptorLimit.room(besides: 2 * nodes.count + creations.count)),
                creations: creations, settings: settings, positions: Dictionary(creations.enumerated().map { ($1.node, $0) }) { first, _ in first })
        } catch {
            throw StepFailure(first, error)
        }
        if creations.count < NamespaceMaking.few { try awaitAllNamespaces() }
        let created = Set(creations.map(\.node))
        try writeSettings(steps.filter { !created.contains($0.node) })
    }

    /// Waits for those namespaces that the steps speak of.
    func awaitNamespaces(of steps: [Step]) throws(StepFailure) {
        guard newNodes != nil else { return }
        for step in steps {
            try awaitNamespace(of: step.node)
            guard case .createLink(let request) = step.operation else { continue }
            if let node = request.namespace { try awaitNamespace(of: node) }
            if case .veth(let veth) = request.kind, let node = veth.peerNamespace { try awaitNamespace(of: node) }
        }
    }

    /// Waits for those that are still in the making.
    func awaitAllNamespaces() throws(StepFailure) {
        for step in newNodes?.creations ?? [] { try awaitNamespace(of: step.node) }
        newNodes = nil
    }

    private func awaitNamespace(of node: String) throws(StepFailure) {
        guard let position = newNodes?.positions.removeValue(forKey: node), let new = newNodes else { return }
        do {
            let made = try new.making.take(position)
            var node = NodeRuntime(namespace: made.namespace)
            for setting in made.former where node.formerSettings[setting.name] == nil { node.formerSettings[setting.name] = setting.value }
            nodes[new.creations[position].node] = node
        } catch {
            let name = (error as? KernelSetting.Refusal)?.name
            throw StepFailure(new.settings[node]?.first { Self.writes([$0]).first?.name == name } ?? new.creations[position], error)
        }
    }

    private static func writes(_ steps: [Step]) -> [KernelSetting.Write] {
        steps.compactMap { step in
            if case .setSysctl(let name, let value) = step.operation { KernelSetting.Write(name: name, value: value) } else { nil }
        }
    }
}
