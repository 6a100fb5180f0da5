import ArgumentParser
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
            it is at. If the kernel refuses a step, the lab is brought back to where it was.

              warren up labs/pods-across-hosts.swift --stage 2
              warren apply labs/pods-across-hosts.swift --stage 3
            """)

    @OptionGroup var target: RunningTarget

    func run() throws {
        let terminal = Terminal.output
        let printer = ChangePrinter(terminal: terminal)
        let lab = try target.lab.load()
        guard let record = try target.record(of: lab) else {
            complain("warren: no lab \(target.name ?? lab.plan.name) is running; warren up \(target.lab.file) starts it")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        }
        let stage = try target.stage(of: lab, running: record)
        let reply = try target.ask(lab, stage, record, applies: true)
        if reply.changes.isEmpty {
            say("\(record.name) is at stage \(stage.number), \(VisibleText.of(stage.title)) already: nothing to do")
            return
        }
        let left = "\(record.name) is now at stage \(stage.number), \(VisibleText.of(stage.title))"
        say(terminal.line(left, width: left.count, "\(printer.count(reply.changes)), \(Text.milliseconds(.nanoseconds(reply.nanoseconds)))"))
        printer.show(reply.changes)
    }
}
