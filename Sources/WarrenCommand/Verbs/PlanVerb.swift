import ArgumentParser
import Planning
import Reporting
import Runtime

struct PlanVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Print what `up` or `apply` would do.",
        discussion: """
            When the lab runs: the difference between what really runs and what the file says, also where \
            somebody changed the network by hand (drift). When it does not: the steps that build it. Nothing \
            is changed.
            """)

    @OptionGroup var target: RunningTarget

    func run() throws {
        let terminal = Terminal.output
        let printer = ChangePrinter(terminal: terminal)
        let lab = try target.lab.load()
        guard let record = try target.record(of: lab) else {
            let stage = try lab.stage(target.stage)
            let steps = lab.plan.steps(to: stage)
            say("\(target.name ?? lab.plan.name) is not running; \(Text.count(steps.count, "step")) build stage \(stage.number), \(VisibleText.of(stage.title))")
            printer.show(steps.map { .init($0) })
            return
        }
        let stage = try target.stage(of: lab, running: record)
        let reply = try target.ask(lab, stage, record, applies: false)
        if reply.changes.isEmpty {
            say("\(record.name) runs as the file says, at stage \(stage.number), \(VisibleText.of(stage.title)): nothing to do")
        } else {
            say("\(record.name) is \(printer.count(reply.changes)) away from stage \(stage.number), \(VisibleText.of(stage.title))")
            printer.show(reply.changes)
        }
    }
}
