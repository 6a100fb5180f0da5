import ArgumentParser
import Findings
import FoundationEssentials
import Glibc
import Reporting
import Runtime
import Warren

struct UpVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Build a lab and keep it running.",
        discussion: """
            The lab is built at one stage, the last unless --stage names another, and held by a small process \
            of its own until `warren down`. Root's labs have their nodes named in /run/netns as LAB.NODE, so that \
            ip(8) and nsenter(1) know them; an ordinary user's run in a user namespace:

              warren up labs/pods-across-hosts.swift --stage "IP tunnel"
              ip netns exec pods-across-hosts.host2 tcpdump -ni eth0
            """)

    @OptionGroup var lab: LabArgument

    @Option(help: "The stage, by its number or its title; the last if not given.")
    var stage: String?

    @Option(help: "What the lab runs as; its own name if not given.")
    var name: String?

    @OptionGroup var machine: MachineOptions

    var place: VerbPlace { machine.usesMachine ? .anywhere : .newNamespaces(holdsLab: false) }

    func run() throws {
        Interruption.watch()
        if lab.settings.helpsWithLab { _ = try lab.load() }
        if let name { try RunningName.check(name) }
        let evaluated = try lab.evaluate()
        let machine = try self.machine.settings()
        if machine == nil { try Privileges.require { _ = try lab.load() } }

        // From here on a signal waits until it is known whether there is a lab to end.
        Interruption.onSignal {}
        let words = try KeeperVerb.words(
            file: lab.file, isCompiled: evaluated.isCompiled, name: name, stage: stage, machine: machine)
        let outcome = try KeeperProcess.start(arguments: words, input: evaluated.document)
        if let status = outcome.status {
            try Interruption.status?.end()
            let text = outcome.output.isEmpty ? Self.silentEnd(of: name ?? lab.file, status) : String(outcome.output.dropLast())
            if status == ExitCode.validationFailure.rawValue { throw ValidationError(text) }
            complain(text)
            throw ExitCode([ExitStatus.labIsWrong, .machineCannot].first { $0.rawValue == status }?.rawValue ?? ExitStatus.machineCannot.rawValue)
        }
        let ready = try JSONDecoder().decode(KeeperVerb.Ready.self, from: Data(outcome.output.utf8))
        try endIfInterrupted(ready.record.keeper)
        tell(of: ready)
        // Up to here it is this process's to end. What comes later finds nothing more to interrupt.
        try endIfInterrupted(ready.record.keeper)
    }

    private func endIfInterrupted(_ keeper: LabKeeper) throws {
        guard let status = Interruption.status else { return }
        try KeeperProcess.end(keeper)
        complain("warren: interrupted; what was built is gone")
        try status.end()
    }

    private func tell(of ready: KeeperVerb.Ready) {
        let terminal = Terminal.output
        let record = ready.record, name = record.name
        let left = "\(name) is up at stage \(record.stage), \(VisibleText.of(record.stageTitle))"
        say(terminal.line(terminal.styled(name, .strong) + left.dropFirst(name.count), width: left.count, "\(Text.count(record.nodes.count, "node")), \(Text.milliseconds(.nanoseconds(ready.nanoseconds)))"))
        let more = record.nodes.count - ready.nodes.count
        say("  nodes   " + ready.nodes.joined(separator: " ") + (more > 0 ? " … and \(more) more" : ""))
        if let machine = record.machine { say("  machine Linux \(VisibleText.of(machine.kernel)), \(machine.accelerator)") }
        for link in record.relayedLinks { say("  relay   \(link): this kernel has no ipip driver, Warren carries its packets") }
        say("  enter   warren shell \(name) \(ready.entrance)")
        say("  end     warren down \(name)")
    }

    /// A keeper that ended before the lab stood, and could not say why.
    private static func silentEnd(of name: String, _ status: Int32) -> String {
        guard status > 128, let words = strsignal(status - 128) else {
            return "warren: the keeper of \(name) ended with status \(status) before the lab stood; what it had built is gone"
        }
        return "warren: the keeper of \(name) was killed (\(String(cString: words))) before the lab stood; what it had built is gone"
    }
}
