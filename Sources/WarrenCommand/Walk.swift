import Capturing
import Findings
import Packets
import Planning
import Reporting
import Runtime
import Warren

/// A reader's way through a lab: a stage at a time, on the same run and report as `test`.
final class Walk {
    private let lab: LabFile
    private let terminal: Terminal
    private let keys: KeyInput?
    private let testRun: TestRun
    private let printer: FindingPrinter
    /// Each node's tables as the reader saw them last.
    private var seen: [String: TableText] = [:]
    private var stage: StagePlan?
    /// Of the stage whose findings are shown.
    private var number = 1

    init(_ lab: LabFile, terminal: Terminal, keys: KeyInput?) throws {
        self.lab = lab
        self.terminal = terminal
        self.keys = keys
        testRun = try TestRun(lab.plan)
        printer = FindingPrinter(lab: lab.plan.name, file: lab.typed, terminal: terminal)
    }

    func run() throws -> ExitStatus {
        var isLeft = false
        while !isLeft, try testRun.next(show) != nil {
            try showChanges()
            isLeft = try !pause()
        }
        let report = testRun.finish()
        printer.notes(relayedLinks: report.relayedLinks, lostPackets: report.lostPackets)
        if report.failed > 0 { return .expectationFailed }
        return report.held == 0 && report.skipped > 0 ? .machineCannot : .allHeld
    }

    private func show(_ event: TestRun.Event) {
        switch event {
        case .building(let stage, let steps):
            if self.stage != nil { say() }
            self.stage = stage
            say(terminal.styled("\(stage.number) of \(lab.plan.stages.count)  \(VisibleText.of(stage.title))", .strong))
            if !stage.story.isEmpty { say(VisibleText.of(stage.story)) }
            StepPrinter(terminal: terminal).show(steps)
        case .built(let report):
            number = report.number
            say("\n" + terminal.styled("\(Text.count(report.steps, "step")), done in \(Text.milliseconds(report.buildTime)). What it proves:", .quiet))
        case .proved(let check, let packets):
            show(packets, of: check)
        case .found(let finding):
            printer.show(finding, stage: number)
        }
    }

    /// The packets that the check's expectations speak of, link by link, as tcpdump prints them.
    private func show(_ packets: [CapturedPacket], of check: Check) {
        guard !check.links.isEmpty, !packets.isEmpty else { return }
        say()
        for link in check.links.sorted(by: { $0.description < $1.description }) {
            let onLink = packets.filter { $0.link == link }
            for packet in onLink.prefix(8) { say("    " + terminal.styled("\(link)", .quiet) + "  \(TcpdumpText.oneLine(packet.frame))") }
            if onLink.count > 8 { say("    " + terminal.styled("\(link)  … and \(onLink.count - 8) more", .quiet)) }
        }
    }

    /// What is different in the nodes' tables since the stage before, by commands and by what was learned.
    private func showChanges() throws {
        guard let stage else { return }
        let tables = try testRun.network.tables(for: stage.state).mapValues(TableText.init)
        var hasHeading = false
        for node in stage.state.nodes {
            guard let now = tables[node.name] else { continue }
            let before = seen[node.name]
            let gone = before?.lines(notIn: now) ?? [], new = now.lines(notIn: before)
            if gone.isEmpty && new.isEmpty { continue }
            if !hasHeading { say("\n" + terminal.styled("What is different now, by commands and by learning:", .quiet)) }
            hasHeading = true
            say(terminal.styled("\(node.name):", .strong))
            for line in gone { say("  " + terminal.styled("- \(VisibleText.of(line))", .failed)) }
            for line in new { say("  " + terminal.styled("+ \(VisibleText.of(line))", .held)) }
        }
        seen = tables
    }

    /// Waits for the reader; `false` if they want to leave.
    private func pause() throws -> Bool {
        guard let keys, let stage else { return true }
        let isLast = stage.number == lab.plan.stages.count
        while true {
            say("\n" + terminal.styled(isLast ? "Enter ends the walk, s opens a shell in a node." : "Enter goes on, s opens a shell in a node, q leaves.", .quiet))
            switch keys.key() {
            case "\n", "\r", " ": return true
            case "q", "Q", "\u{4}", nil: return false
            case "s", "S": try openShell(keys, stage)
            default: continue
            }
        }
    }

    private func openShell(_ keys: KeyInput, _ stage: StagePlan) throws {
        let names = stage.state.nodes.map(\.name)
        say("In which node? " + names.joined(separator: " "))
        guard let answer = keys.line() else { return }
        let name = answer.filter { !$0.isWhitespace }
        guard names.contains(name), let descriptor = testRun.network.descriptor(of: name) else {
            return say("There is no node \(name).")
        }
        say(terminal.styled("exit, or Ctrl-D, comes back to the walk", .quiet))
        try NodeEntry.runShell(lab.plan.name, name, namespace: descriptor, names: stage.state.hostsFile)
    }
}
