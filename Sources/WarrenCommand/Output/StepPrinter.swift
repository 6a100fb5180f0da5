import Planning
import Reporting

/// Prints steps as commands to type, under the node where they are typed, each with its reason.
struct StepPrinter {
    let terminal: Terminal

    func show(_ steps: [Step]) {
        if steps.isEmpty { say("\n  nothing changes") }
        for group in Explanation(steps).groups {
            var lines = ["", terminal.styled("\(group.heading):", .strong)]
            var reason = ""
            for step in group.steps {
                if step.reason != reason { lines.append("  " + terminal.styled("# \(VisibleText.of(step.reason))", .quiet)) }
                reason = step.reason
                for command in step.commands { lines.append("  \(VisibleText.of(command.text))") }
            }
            say(lines.joined(separator: "\n"))
        }
    }
}
