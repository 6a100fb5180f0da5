import ArgumentParser
import Planning
import Runtime

struct WalkVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "walk",
        abstract: "Go through a lab one stage at a time.",
        discussion: """
            For each stage its sentence, the commands by node, what they changed in the nodes' tables, and the \
            probes with the packets that were seen. Enter goes on, s opens a shell in a node while the stage \
            stands, q leaves. Without a terminal everything is printed at once. Exit status as of `test`.
            """)

    @OptionGroup var lab: LabArgument

    var place: VerbPlace { .newNamespaces(holdsLab: true) }

    func run() throws {
        Interruption.watch()
        let lab = try self.lab.load()
        try Privileges.require()
        StateDirectory().sweep()
        let walk = try Walk(lab, terminal: .output, keys: KeyInput())
        do {
            try walk.run().end()
        } catch let failure as StepFailure {
            complain(failure.description)
            throw ExitCode(failure.isMachineLimit ? ExitStatus.machineCannot.rawValue : ExitStatus.labIsWrong.rawValue)
        }
    }
}
