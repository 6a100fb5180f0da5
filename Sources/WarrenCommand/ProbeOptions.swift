import ArgumentParser
import Runtime
import Warren

/// Where a probe of the command line begins.
struct ProbeArguments: ParsableArguments {
    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: "The node from which is asked.")
    var from: String

    var node: Host { Host(from, file: ProofRun.commandLine.file, line: ProofRun.commandLine.line) }
}

/// What is expected of a probe of the command line, and how it is told.
struct ProbeOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("How often.", valueName: "n"))
    var count = 1

    @Option(
        name: [.customShort("W"), .long],
        help: ArgumentHelp("How long an answer may take; 1, or with --fails 0.1, if not given.", valueName: "seconds"))
    var timeout: Double?

    @Flag(help: "Expect that nothing is answered.")
    var fails = false

    @OptionGroup var report: ReportOptions

    func validate() throws {
        guard count >= 1 else { throw ValidationError("--count \(count): expected at least 1") }
        if let timeout, !(0.001...3600).contains(timeout) {
            throw ValidationError("--timeout \(timeout): expected seconds, from 0.001 to 3600")
        }
    }

    var patience: Duration? { timeout.map { .seconds($0) } }
}
