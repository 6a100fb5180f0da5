import ArgumentParser
import FoundationEssentials
import Glibc
import Planning
import Reporting
import Runtime
import Warren

struct UpVerb: ParsableCommand {
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

    func run() throws {
        Interruption.watch()
        let lab = try self.lab.load()
        let stage = try lab.stage(stage)
        let name = name ?? lab.plan.name
        try RunningName.check(name)
        let machine = try self.machine.settings()
        if machine == nil { try Privileges.require() }
        StateDirectory().sweep()

        // From here on a signal waits until it is known whether there is a lab to end.
        Interruption.onSignal {}
        let text = String(decoding: try JSONEncoder().encode(lab.lab), as: UTF8.self)
        let outcome = try KeeperProcess.start(
            arguments: ["keeper", "--name", name, "--stage", "\(stage.number)"] + (try MachineOptions.words(machine)), input: text)
        if let status = outcome.status {
            try Interruption.status?.end()
            complain(outcome.output.isEmpty ? Self.silentEnd(of: name, status) : String(outcome.output.dropLast()))
            throw ExitCode([ExitStatus.labIsWrong, .machineCannot].first { $0.rawValue == status }?.rawValue ?? ExitStatus.machineCannot.rawValue)
        }
        let ready = try JSONDecoder().decode(KeeperVerb.Ready.self, from: Data(outcome.output.utf8))
        if let status = Interruption.status {
            try KeeperProcess.end(ready.record)
            complain("warren: interrupted; what was built is gone")
            try status.end()
        }
        Interruption.onSignal(nil)
        let terminal = Terminal.output
        let left = "\(name) is up at stage \(stage.number), \(VisibleText.of(stage.title))"
        say(terminal.line(terminal.styled(name, .strong) + left.dropFirst(name.count), width: left.count, "\(Text.count(ready.record.nodes.count, "node")), \(Text.milliseconds(.nanoseconds(ready.nanoseconds)))"))
        let nodes = stage.state.nodes.map(\.name)
        say("  nodes   " + nodes.prefix(12).joined(separator: " ") + (nodes.count > 12 ? " … and \(nodes.count - 12) more" : ""))
        if let machine = ready.record.machine { say("  machine Linux \(VisibleText.of(machine.kernel)), \(machine.accelerator)") }
        for link in ready.record.relayedLinks { say("  relay   \(link): this kernel has no ipip driver, Warren carries its packets") }
        say("  enter   warren shell \(name) \(stage.state.nodes.first { $0.role == .pod }?.name ?? stage.state.nodes[0].name)")
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
