import ArgumentParser
import Findings
import Planning
import Reporting
import Runtime

struct ApplyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Bring a running lab to what its file says.",
        discussion: """
            Only what differs is changed, so that what is untouched goes on: connections, learned entries, \
            processes. What somebody changed by hand is put back. Without --stage the lab stays at the stage \
            it is at. If the kernel refuses a step, the lab is brought back to where it was. With the name of a \
            running lab in place of a file, the lab that was last brought up or applied is meant.

              warren up labs/pods-across-hosts.swift --stage 2
              warren apply labs/pods-across-hosts.swift --stage 3
              warren apply pods-across-hosts --stage 4
            """)

    @OptionGroup var target: RunningTarget

    func run() throws {
        let terminal = Terminal.output
        let printer = ChangePrinter(terminal: terminal)
        let answer = try target.ask(applies: true) { _, name in
            complain("warren: no lab \(name) is running; warren up \(target.target.lab) starts it")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        }
        guard let answer else { return }
        let changes = answer.changes.changes
        if changes.isEmpty {
            say("\(answer.name) is at \(answer.stage) already: nothing to do")
            return
        }
        let left = "\(answer.name) is now at \(answer.stage)"
        let time = Text.milliseconds(.nanoseconds(answer.changes.nanoseconds))
        say(terminal.line(left, width: left.count, "\(printer.count(changes)), \(time)"))
        printer.show(changes)
    }
}
