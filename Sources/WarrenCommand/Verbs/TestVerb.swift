import ArgumentParser
import Glibc
import Planning
import Runtime
import Warren

struct TestVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Build labs, prove what they declare, and let go of them.",
        discussion: """
            Each lab is built stage by stage in this very process. Probes are sent, packets captured on the \
            links that an expectation speaks of, and each expectation is judged. Nothing is left afterwards, \
            however the program ends.

              warren test labs
              warren test labs/pods-across-hosts.swift --pcap packets
            """)

    @Argument(help: "Lab files, or directories of them.", completion: .file(extensions: ["swift", "lab"]))
    var paths: [String]

    @Option(help: "Keep the packets of every link, a pcapng file for each stage, in this directory.", completion: .directory)
    var pcap: String?

    func run() throws {
        let files = try LabFiles.find(paths)
        Interruption.watch()
        try Privileges.require(probing: true)
        StateDirectory().sweep()
        let started = ContinuousClock.now
        var summary = Summary()
        for (position, file) in files.enumerated() {
            if position > 0 { say() }
            summary.add(test(file))
            if Interruption.status != nil { break }
        }
        say()
        say(summary.line(in: ContinuousClock.now - started, terminal: .output))
        try summary.status.end()
    }

    private func test(_ path: String) -> Summary.Lab {
        do {
            let file = try LabFile(path)
            var printer = TestPrinter(file.plan, file: path, terminal: .output)
            let report = try TestRun(file.plan, pcapDirectory: pcap).run { printer.show($0) }
            printer.notes(report)
            return .ran(report)
        } catch let code as ExitCode {
            return .refused(ExitStatus(rawValue: code.rawValue) ?? .labIsWrong)
        } catch let failure as StepFailure {
            complain(failure.description)
            return .refused(failure.isMachineLimit ? .machineCannot : .labIsWrong)
        } catch {
            complain("\(path): error: \(error)")
            return .refused(.machineCannot)
        }
    }
}

/// What all the labs of a run came to.
private struct Summary {
    enum Lab {
        case ran(LabReport)
        /// It could not be run, which has been said already.
        case refused(ExitStatus)
    }

    private var reports: [LabReport] = []
    private var refused: [ExitStatus] = []

    mutating func add(_ lab: Lab) {
        switch lab {
        case .ran(let report): reports.append(report)
        case .refused(let status): refused.append(status)
        }
    }

    private var held: Int { reports.map(\.held).reduce(0, +) }
    private var failed: Int { reports.map(\.failed).reduce(0, +) }
    private var skipped: Int { reports.map(\.skipped).reduce(0, +) }

    var status: ExitStatus {
        let own: ExitStatus = failed > 0 ? .expectationFailed : held == 0 && skipped > 0 ? .machineCannot : .allHeld
        return refused.reduce(own, max)
    }

    func line(in duration: Duration, terminal: Terminal) -> String {
        let labs = reports.count + refused.count
        let expectations = held + failed + skipped
        var text = "\(Text.count(labs, "lab")), \(Text.count(reports.map(\.stages.count).reduce(0, +), "stage")), \(Text.count(expectations, "expectation")): "
        var width = text.count
        let parts: [(Int, String, Terminal.Style)] = [
            (held, "held", .held), (failed, "failed", .failed), (skipped, "skipped", .skipped),
            (refused.count, "not run", .failed),
        ]
        let shown = parts.enumerated().filter { $0.offset == 0 || $0.element.0 > 0 }.map(\.element)
        width += shown.map { "\($0.0) \($0.1)" }.joined(separator: ", ").count
        text += shown.map { terminal.styled("\($0.0) \($0.1)", $0.0 > 0 ? $0.2 : .quiet) }.joined(separator: ", ")
        return terminal.line(text, width: width, "in \(Text.milliseconds(duration))")
    }
}
