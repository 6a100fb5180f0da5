import Netlink
import Planning

/// The steps of a plan as commands to type: grouped by node as far as their order allows, so that whoever
/// types them from top to bottom gets the network that Warren builds.
struct Explanation {
    /// Commands under one heading.
    struct Group {
        /// A node, or what stands for no single one.
        var heading: String
        var steps: [Step]
    }

    let groups: [Group]

    init(_ steps: [Step]) {
        var parts: [[Step]] = Array(repeating: [], count: Part.allCases.count)
        let lastCable = steps.lastIndex { $0.operation.isCable } ?? steps.startIndex
        let firstCarried = steps.firstIndex { $0.operation.needsCarrier } ?? steps.endIndex
        for (position, step) in steps.enumerated() {
            let part = Part(step.operation, isBeforeCable: position < lastCable)
            parts[(part == .rest && position >= firstCarried ? .carried : part).rawValue].append(step)
        }
        groups = Part.allCases.flatMap { part in
            let steps = parts[part.rawValue]
            if steps.isEmpty { return [Group]() }
            return part.isOfNamespaces ? [Group(heading: "namespaces", steps: steps)] : Self.byNode(steps)
        }
    }

    private static func byNode(_ steps: [Step]) -> [Group] {
        var groups: [Group] = []
        var positions: [String: Int] = [:]
        for step in steps {
            if let position = positions[step.node] {
                groups[position].steps.append(step)
            } else {
                positions[step.node] = groups.count
                groups.append(Group(heading: step.node, steps: [step]))
            }
        }
        return groups
    }

    /// What must be typed in every node before the next part can be: a cable needs both its namespaces, its
    /// ends take over settings of theirs, what is done with the other end needs the cable, and a next hop needs both ends up.
    private enum Part: Int, CaseIterable {
        case removal, oldNamespaces, newNamespaces, settings, cables, rest, carried

        var isOfNamespaces: Bool { self == .oldNamespaces || self == .newNamespaces }

        init(_ operation: Operation, isBeforeCable: Bool) {
            switch operation {
            case .deleteLink, .remove, .restoreSysctl, .removeTable, .stopServing, .end: self = .removal
            case .removeNamespace: self = .oldNamespaces
            case .createNamespace: self = .newNamespaces
            case .setSysctl where isBeforeCable: self = .settings
            case .createLink where operation.isCable: self = .cables
            case .setSysctl, .createLink, .changeLink, .forgetLearned, .add, .setFirewall, .serve, .start: self = .rest
            }
        }
    }
}

extension Operation {
    /// Whether it makes a cable from one node to another.
    fileprivate var isCable: Bool {
        if case .createLink(let request) = self, case .veth = request.kind { true } else { false }
    }

    fileprivate var needsCarrier: Bool { if case .add(let object) = self { object.value.needsCarrier } else { false } }
}
