/// A stage as a bash script of ip, bridge and sysctl commands: who runs it gets the network that `warren up`
/// builds, in named namespaces, without Warren.
///
/// It is made of the very steps that `up` executes, so it differs from them only in what no command can do:
/// the relay that stands in for a driver which the kernel lacks. There it stops, says so, and leaves nothing.
public struct Script: Sendable {
    private let plan: Plan
    private let stage: StagePlan
    private let file: String

    /// - Parameter file: the lab file, as the user typed it
    public init(_ plan: Plan, stage: StagePlan, file: String) {
        self.plan = plan
        self.stage = stage
        self.file = file
    }

    /// The whole script.
    public var text: String {
        (head + ScriptFrame.functions(lab: plan.name) + body + foot).joined(separator: "\n") + "\n"
    }

    private var steps: [Step] { plan.steps(to: stage) }

    private func namespace(_ node: String) -> String { "\(plan.name).\(node)" }

    private var title: String { "stage \(stage.number), \(stage.title)" }

    // MARK: What comes before the commands

    private var head: [String] {
        var lines = ["#!/usr/bin/env bash", "# The lab \(plan.name) at \(ShellWord.comment(title))"]
        lines += ScriptFrame.paragraph(stage.story)
        lines += [
            "#", "# From \(ShellWord.comment(file)), by warren explain --script. To be run as root:",
            "#   bash SCRIPT        removes what it made before, and builds the lab",
            "#   bash SCRIPT down   removes it",
            "# Each node is a namespace: ip netns exec \(plan.name).NODE COMMAND",
        ]
        if steps.contains(where: { $0.scriptCommands(namespace: namespace).contains { $0.driver != nil } }) {
            lines += [
                "#", "# It needs a kernel with the ipip driver. On one without, `warren up` carries the tunnel's packets by a",
                "# relay of its own, which no command can stand for; there this script builds nothing and ends with status 3.",
            ]
        }
        lines += ["", "set -euo pipefail", ""]
        lines += ScriptFrame.list("nodes", stage.state.nodes.map { namespace($0.name) })
        // What the scripts of other stages may have left.
        var seen = Set(stage.state.nodes.map(\.name))
        let others = plan.stages.flatMap(\.state.nodes).map(\.name).filter { seen.insert($0).inserted }
        return lines + ScriptFrame.list("own", ["\"${nodes[@]}\""] + others.map(namespace))
    }

    // MARK: The commands

    private var body: [String] {
        var lines: [String] = []
        var phase: Phase?
        var node = ""
        var reason = ""
        for step in steps {
            let next = Phase(step.operation)
            if next != phase {
                if phase == .namespaces { lines += ScriptFrame.defaults }
                lines += ["", "## \(next.rawValue)"]
                (node, reason) = ("", "")
            }
            if step.node != node && next != .namespaces {
                lines += ["", "# \(step.node):"]
                reason = ""
            }
            if step.reason != reason { lines.append("# \(ShellWord.comment(step.reason))") }
            (phase, node, reason) = (next, step.node, step.reason)
            lines += step.scriptCommands(namespace: namespace).map(\.line)
        }
        if phase == .namespaces { lines += ScriptFrame.defaults }
        return lines
    }

    private var foot: [String] {
        let end = ShellWord.quoted("\(plan.name) stands at \(ShellWord.comment(title))")
        return ["", "trap - EXIT", "printf '%s\\n' \(end)"]
    }

    /// What a part of the script does. The parts come as the steps come.
    private enum Phase: String {
        case namespaces = "Namespaces"
        case settings = "Settings"
        case links = "Links"
        case changes = "What is set on links"
        case entries = "Addresses, routes, neighbours and forwarding entries"

        init(_ operation: Operation) {
            switch operation {
            case .createNamespace, .removeNamespace: self = .namespaces
            case .setSysctl, .restoreSysctl: self = .settings
            case .createLink, .deleteLink: self = .links
            case .changeLink, .setProxyDelay: self = .changes
            default: self = .entries
            }
        }
    }
}
