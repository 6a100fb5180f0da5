import Findings
import Planning
import Serving
import Warren

/// Holds what became of a program against what a lab expects of it.
struct CommandJudge {
    let check: CommandCheck
    let result: RunningCommand.Result

    func judge() -> Finding {
        Finding(isHeld ? .held : .failed, CommandSubject(check), [end], in: check.node, at: check.source)
    }

    private var isHeld: Bool {
        guard case .ended(let status, let output, _, _) = result else { return false }
        let isStatus = if case .exits(let wanted) = check.outcome { status == wanted } else { status != 0 }
        return isStatus && (check.printed.map { output.contains($0) } ?? true)
    }

    private var end: CommandEnd {
        switch result {
        case .ended(let status, _, let lines, let time): CommandEnd(status: status, time: time, lines: lines)
        case .tooLong(let lines): CommandEnd(lines: lines)
        }
    }
}
