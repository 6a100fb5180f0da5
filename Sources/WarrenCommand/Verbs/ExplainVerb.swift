import ArgumentParser
import Planning
import Reporting
import Warren

struct ExplainVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print what Warren does, as commands.",
        discussion: """
            Every step with its reason and the ip, bridge, sysctl, tc or nft command that does the same, by node: just \
            what `up` and `test` execute. Typed from top to bottom, each in a shell of its node (ip netns exec NODE bash), \
            the commands build the same network. Without --stage, each stage from the one before, as `test` goes; \
            with it, that stage from nothing, as `up --stage` builds it. Needs no privileges.

            With --script, a bash script that builds the stage, the last unless --stage names another, in named \
            namespaces by those commands alone, and removes it again. What only Warren does, such as serving pages, \
            is a comment in it.

              warren explain labs/pods-across-hosts.swift --stage vxlan --script > vxlan.sh
              bash vxlan.sh
              ip netns exec pods-across-hosts.pod-a ping 192.168.11.10
              bash vxlan.sh down
            """)

    @OptionGroup var lab: LabArgument

    @Option(help: "One stage, by its number or its title.")
    var stage: String?

    @Flag(help: "Print a bash script that builds the stage in named namespaces.")
    var script = false

    func run() throws {
        let lab = try self.lab.load()
        if script {
            print(Script(lab.plan, stage: try lab.stage(stage), file: lab.path).text, terminator: "")
            return
        }
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
        say(terminal.styled("Stage \(stage.number): \(VisibleText.of(stage.title))", .strong))
        if !stage.story.isEmpty { say(VisibleText.of(stage.story)) }
        StepPrinter(terminal: terminal).show(steps)
    }
}
