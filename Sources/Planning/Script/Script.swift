/// A stage as a bash script of ip, bridge and sysctl commands, and of tc and nft where the lab limits and filters:
/// who runs it gets the network that `warren up` builds, in named namespaces, without Warren.
///
/// It is made of the very steps that `up` executes, so it differs from them only in what no command can do: the
/// relay that stands in for a driver which the kernel lacks (there it stops, says so, and leaves nothing), and what
/// Warren serves itself (a comment says what, and how to have something like it).
package struct Script: Sendable {
    private let plan: Plan
    private let stage: StagePlan
    private let file: String

    /// - Parameter file: the lab file, as the user typed it
    package init(_ plan: Plan, stage: StagePlan, file: String) {
        self.plan = plan
        self.stage = stage
        self.file = file
    }

    /// The whole script.
    package var text: String {
        let steps = plan.steps(to: stage)
        let commands = steps.flatMap { $0.scriptCommands(namespace: namespace) }
        func calls(_ function: String) -> Bool {
            commands.contains { if case .run(let words) = $0 { words.first == function } else { false } }
        }
        var drivers: [String] = []
        for case .run(let words) in commands where words.first == "making" && !drivers.contains(words[1]) { drivers.append(words[1]) }
        let functions = ScriptFrame.functions(lab: plan.name, tools: Self.tools(commands), makes: !drivers.isEmpty, runs: calls("running"))
        return (head(drivers: drivers) + functions + body(steps) + foot).joined(separator: "\n") + "\n"
    }

    /// The programs that the script takes, beside those of its frame.
    private static func tools(_ commands: [ScriptCommand]) -> [String] {
        var tools = ["ip", "bridge", "sysctl"]
        for tool in commands.compactMap(\.tool) where !tools.contains(tool) { tools.append(tool) }
        return tools
    }

    private func namespace(_ node: String) -> String { "\(plan.name).\(node)" }

    private var title: String { "stage \(stage.number), \(stage.title)" }

    // MARK: What comes before the commands

    /// - Parameter drivers: those that the kernel may lack
    private func head(drivers: [String]) -> [String] {
        var lines = ["#!/usr/bin/env bash", "# The lab \(plan.name) at \(ShellWord.comment(title))"]
        lines += ScriptFrame.paragraph(stage.story)
        lines += [
            "#", "# From \(ShellWord.comment(file)), by warren explain --script. To be run as root:",
            "#   bash SCRIPT        removes what it made before, and builds the lab",
            "#   bash SCRIPT down   removes it",
            "# Each node is a namespace: ip netns exec \(plan.name).NODE COMMAND",
        ]
        let rare = drivers.filter { $0 != "ipip" }
        if !rare.isEmpty {
            lines += ["#"] + ScriptFrame.paragraph(
                "It needs a kernel with \(rare.count == 1 ? "the driver" : "the drivers") \(rare.joined(separator: ", ")). On one without, it builds nothing and ends with status 3.")
        }
        if drivers.contains("ipip") {
            lines += [
                "#", "# It needs a kernel with the ipip driver. On one without, `warren up` carries the tunnel's packets by a",
                "# relay of its own, which no command can stand for; there this script builds nothing and ends with status 3.",
            ]
        }
        lines += ["", "set -euo pipefail", "", "mark='# Made by the script of the lab \(plan.name)'"]
        lines += ScriptFrame.list("nodes", stage.state.nodes.map { namespace($0.name) })
        // What the scripts of other stages may have left.
        var seen = Set(stage.state.nodes.map(\.name))
        let others = plan.stages.flatMap(\.state.nodes).map(\.name).filter { seen.insert($0).inserted }
        return lines + ScriptFrame.list("own", ["\"${nodes[@]}\""] + others.map(namespace))
    }

    // MARK: The commands

    private func body(_ steps: [Step]) -> [String] {
        var lines: [String] = []
        var isSettled = false
        var phase: Phase?
        var node = ""
        var reason = ""
        for step in steps {
            let next = Phase(step.operation)
            if next != phase {
                if phase == .namespaces { lines += afterNamespaces }
                if next == .services {
                    lines += Self.settling
                    isSettled = true
                }
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
        if phase == .namespaces { lines += afterNamespaces }
        return lines + (isSettled ? [] : Self.settling)
    }

    private var afterNamespaces: [String] { ScriptFrame.defaults + ScriptFrame.names(stage.state.hostsFile) }

    private static let settling = ["", "settle"]

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
        case entries = "Addresses, routes, neighbours, forwarding entries, rules and limits"
        case firewalls = "Firewalls"
        case services = "What runs"

        init(_ operation: Operation) {
            switch operation {
            case .createNamespace, .removeNamespace: self = .namespaces
            case .setSysctl, .restoreSysctl: self = .settings
            case .createLink, .deleteLink: self = .links
            case .changeLink, .forgetLearned: self = .changes
            case .add(let object), .remove(let object): self = object.as(WireGuardIdentity.self) == nil ? .entries : .links
            case .setFirewall, .removeTable: self = .firewalls
            case .serve, .stopServing, .start, .end: self = .services
            }
        }
    }
}
