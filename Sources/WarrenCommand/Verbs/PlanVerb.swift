import ArgumentParser
import Findings
import Planning
import Reporting
import Runtime

struct PlanVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Print what `up` or `apply` would do.",
        discussion: """
            When the lab runs: the difference between what really runs and what the file says, also where \
            somebody changed the network by hand (drift). When it does not: the steps that build it. With the name \
            of a running lab in place of a file: how it differs from what was last brought up or applied. Nothing \
            is changed.

              warren plan labs/pods-across-hosts.swift --stage vxlan
              warren plan pods-across-hosts
            """)

    @OptionGroup var target: RunningTarget

    func run() throws {
        let printer = ChangePrinter(terminal: .output)
        let answer = try target.ask(applies: false) { lab, name in
            let stage = try lab.stage(target.stage)
            let steps = lab.plan.steps(to: stage), count = Text.count(steps.count, "step")
            say("\(name) is not running; \(count) build stage \(stage.number), \(VisibleText.of(stage.title))")
            printer.show(steps.map { .init($0) })
        }
        guard let answer else { return }
        let changes = answer.changes.changes
        if changes.isEmpty {
            say("\(answer.name) runs \(answer.asWanted), at \(answer.stage): nothing to do")
        } else {
            say("\(answer.name) is \(printer.count(changes)) away from \(answer.stage)")
            printer.show(changes)
        }
    }
}
