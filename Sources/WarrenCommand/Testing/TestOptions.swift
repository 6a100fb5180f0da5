import ArgumentParser
import Glibc

/// What `warren test` takes beside the labs.
struct TestOptions: ParsableArguments {
    @OptionGroup var report: ReportOptions

    @Option(help: ArgumentHelp("Run this many labs at a time. Results come in the order of the command line.", valueName: "n"))
    var jobs = 1

    @Option(help: ArgumentHelp("Only labs whose name or file has this in it, or matches it as a shell's pattern.", valueName: "pattern"))
    var filter: String?

    @Option(help: "Build straight to this stage, by its number or title, and prove it alone (may be repeated).")
    var stage: [String] = []

    @Option(name: .customLong("repeat"), help: ArgumentHelp("Run everything up to this many times, until a run fails.", valueName: "n"))
    var runs = 1

    @Option(help: ArgumentHelp("How long each lab may take. One that takes longer has failed.", valueName: "seconds"))
    var timeout: Double?

    @Flag(help: "Wait at each stage that failed, with its nodes named in /run/netns, until Enter is pressed.")
    var pauseOnFailure = false

    @Flag(help: "Leave a lab's first failed stage running, as `warren up` does.")
    var keepOnFailure = false

    @Option(help: "For each lab that failed, put the report, the packets and each node's tables below this directory.", completion: .directory)
    var artifacts: String?

    @Option(help: "Keep the packets of every link, a pcapng file for each stage, in this directory.", completion: .directory)
    var pcap: String?

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs \(jobs): expected at least 1") }
        guard runs >= 1 else { throw ValidationError("--repeat \(runs): expected at least 1") }
        if let timeout, !(timeout > 0 && timeout < 1e9) { throw ValidationError("--timeout \(timeout): expected seconds, more than 0") }
        if pauseOnFailure {
            if keepOnFailure { throw ValidationError("--pause-on-failure and --keep-on-failure: choose one, both would name the same nodes") }
            if jobs > 1 { throw ValidationError("--pause-on-failure waits at one lab, --jobs \(jobs) runs several: choose one") }
            if timeout != nil { throw ValidationError("--pause-on-failure waits for you, --timeout does not: choose one") }
            if isatty(STDIN_FILENO) != 1 { throw ValidationError("--pause-on-failure waits for Enter on a terminal, and there is none") }
        }
    }

    /// Whether each lab needs a process of its own: to run beside others, or to be ended whatever it is doing.
    var needsProcesses: Bool { jobs > 1 || timeout != nil }

    /// What is asked of each lab.
    func trial(of file: String, _ parameters: [String: String]) -> LabTrial.Settings {
        LabTrial.Settings(
            file: file, lab: nil, parameters: parameters, stages: stage, pcap: pcap, artifacts: artifacts, keepsOnFailure: keepOnFailure, pausesOnFailure: pauseOnFailure)
    }
}
