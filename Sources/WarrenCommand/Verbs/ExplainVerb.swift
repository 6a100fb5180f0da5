import ArgumentParser
import Planning
import Warren

struct ExplainVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print what Warren does, as commands.",
        discussion: """
            Every step with its reason and the ip, bridge or sysctl command that does the same, by node: just \
            what `up` and `test` execute. Typed from top to bottom, each in its node (ip netns exec NODE …), \
            the commands build the same network. Without --stage, each stage from the one before, as `test` goes; \
            with it, that stage from nothing, as `up --stage` builds it. Needs no privileges.
            """)

    @Argument(help: "The lab file.", completion: .file(extensions: ["swift", "lab"]))
    var file: String

    @Option(help: "One stage, by its number or its title.")
    var stage: String?

    func run() throws {
        let lab = try LabFile(file)
        let terminal = Terminal.output
        if let stage {
            let goal = try lab.stage(stage)
            show(goal, lab.plan.steps(to: goal), terminal)
            return
        }
        var previous: StagePlan?
        for stage in lab.plan.stages {
            if previous != nil { say() }
            show(stage, lab.plan.steps(from: previous, to: stage), terminal)
            previous = stage
        }
    }

    private func show(_ stage: StagePlan, _ steps: [Step], _ terminal: Terminal) {
        say(terminal.styled("Stage \(stage.number): \(stage.title)", .strong))
        if !stage.story.isEmpty { say(stage.story) }
        StepPrinter(terminal: terminal).show(steps)
    }
}
