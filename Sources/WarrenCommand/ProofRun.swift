import ArgumentParser
import Reporting
import Runtime
import VirtualMachine
import Warren

/// Probes of a running lab, told in the forms and with the statuses of `warren test`.
struct ProofRun {
    let name: String
    let report: ReportOptions

    /// Where probes of a command line were written: no line of a file.
    static let commandLine = SourceLocation(file: "command line", line: 0)

    /// Asks the keeper, shows what it finds, and ends with the status.
    ///
    /// - Parameter nodes: those that the question speaks of, as far as they may be none of the lab
    func run(_ question: ProveRequest, nodes: [String] = []) throws {
        let began = ContinuousClock.now, started = TestResults.now
        let door = try LabDoor(name)
        if let unknown = nodes.first(where: { door.record.nodes[$0] == nil }) {
            complain("warren: \(StateDirectory.Failure.noSuchNode(unknown, of: door.record))")
            throw ExitCode(ExitStatus.labIsWrong.rawValue)
        }
        var lab = LabResult(file: door.record.file)
        lab.isKept = true
        lab.machine = door.record.machine.map { TestMachine(kernel: $0.kernel, accelerator: $0.accelerator) }
        let printer = report.printer
        let tell = { (event: LabEvent) in
            lab.take(event)
            printer?.show(event, of: lab, runs: 1, isFirst: true)
        }
        tell(.planned(name: name, nodes: door.record.nodes.count, stages: 1))
        var relayed: [LinkReference] = []
        let answer = try door.ask(question) { news in
            switch news {
            case .began(let stage, let links):
                relayed = links
                tell(.built(stage))
            case .found(let finding): tell(.found(finding))
            }
        }
        tell(.finished(relayedLinks: relayed, lostPackets: answer.drops.isEmpty ? [:] : [lab.stages[0].number: answer.drops]))
        lab.duration = .now - began
        tell(.ended(lab.failed > 0 ? .failed : lab.held == 0 && lab.skipped > 0 ? .skipped : .passed))
        let status = ExitStatus([lab])
        let results = TestResults(
            labs: [lab], started: started, duration: lab.duration, status: status.rawValue, version: Warren.version)
        try report.write(results)
        try status.end()
    }
}
