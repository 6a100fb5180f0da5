import Findings
import Reporting
import Runtime

/// Prints what is between a running lab and its file: the commands by node, each with its reason.
struct ChangePrinter {
    let terminal: Terminal

    func show(_ changes: [ChangeRequest.Change]) {
        var order: [String] = []
        var byNode: [String: [ChangeRequest.Change]] = [:]
        for change in changes {
            if byNode[change.node] == nil { order.append(change.node) }
            byNode[change.node, default: []].append(change)
        }
        for node in order {
            say("\n" + terminal.styled("\(node):", .strong))
            var reason = ""
            for change in byNode[node] ?? [] {
                let told = change.isDrift ? "drift: \(change.reason)" : change.reason
                if told != reason { say("  " + terminal.styled("# \(VisibleText.of(told))", change.isDrift ? .skipped : .quiet)) }
                reason = told
                for command in change.commands { say("  \(VisibleText.of(command))") }
            }
        }
    }

    /// `12 steps`, `12 steps (2 of them drift)`, `1 step of drift`
    func count(_ changes: [ChangeRequest.Change]) -> String {
        let drift = changes.count { $0.isDrift }
        return Text.count(changes.count, "step") + (drift == 0 ? "" : drift == changes.count ? " of drift" : " (\(drift) of them drift)")
    }
}
