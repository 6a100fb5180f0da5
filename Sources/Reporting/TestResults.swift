/// What became of all the labs of a command line.
package struct TestResults: Sendable {
    /// In the order of the command line; where they are repeated, run after run.
    package var labs: [LabResult]
    /// How often each lab was to be run.
    package var wantedRuns: Int
    /// With a time zone, as RFC 3339 has it: `2026-11-21T04:36:43Z`.
    package var started: String
    package var duration: Duration
    /// The program's exit status.
    package var status: Int32
    /// The program's version.
    package var version: String

    package init(labs: [LabResult], wantedRuns: Int = 1, started: String, duration: Duration, status: Int32, version: String) {
        self.labs = labs
        self.wantedRuns = wantedRuns
        self.started = started
        self.duration = duration
        self.status = status
        self.version = version
    }

    /// The virtual machines that labs were tested in, each once, in the order of the labs.
    package var machines: [TestMachine] {
        labs.compactMap(\.machine).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    package var held: Int { labs.map(\.held).reduce(0, +) }
    package var failed: Int { labs.map(\.failed).reduce(0, +) }
    package var skipped: Int { labs.map(\.skipped).reduce(0, +) }
    /// Labs that were not run to their end.
    package var notRun: Int { labs.count { [.wrong, .impossible, .interrupted].contains($0.outcome) } }
    package var overran: Int { labs.count { $0.outcome == .overran } }
}
