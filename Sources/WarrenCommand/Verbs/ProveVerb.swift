import ArgumentParser
import Runtime

struct ProveVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Judge a running lab's expectations again.",
        discussion: """
            What the stage that stands declares is probed and judged on the network as it is now, with what was \
            learned and what somebody changed by hand in it: nothing is built. An expectation of the packets by which \
            neighbours are learned holds once, and with --forget again. Probes of one lab go one after the other.

              warren up labs/pods-across-hosts.swift --stage vxlan
              warren prove pods-across-hosts
              warren apply pods-across-hosts --stage 5 && warren prove pods-across-hosts

            Exit status as of `test`: 0 all held, 1 an expectation failed, 2 no such lab, or it is at another stage \
            than --stage names, 3 this machine cannot.
            """)

    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Option(help: "The stage that must stand, by its number or its title; whichever does if not given.")
    var stage: String?

    @Flag(help: "Let all links forget first what they have learned: neighbours and forwarding entries.")
    var forget = false

    @OptionGroup var report: ReportOptions

    func run() throws { try ProofRun(name: name, report: report).run(ProveRequest(stage: stage, forgets: forget)) }
}
