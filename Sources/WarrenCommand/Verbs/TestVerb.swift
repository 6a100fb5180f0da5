import ArgumentParser
import Glibc
import Namespaces
import Reporting
import Runtime

struct TestVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Build labs, prove what they declare, and let go of them.",
        discussion: """
            Each lab is built stage by stage, in this very process unless --jobs or --timeout ask for one of its \
            own. Probes are sent, packets captured on the links that an expectation speaks of, and each \
            expectation is judged. Nothing is left afterwards, however the program ends.

              warren test labs
              warren test labs --jobs 4 --timeout 60 --artifacts failed
              warren test labs --format junit --output results.xml
              warren test labs/pods-across-hosts.swift --stage "IP tunnel"
              warren test labs --vm --kernel 6.1.0-50-cloud-amd64 --kernel 6.12.0-9-amd64
            """)

    @Argument(help: "Lab files, or directories of them.", completion: .file(extensions: ["swift", "lab"]))
    var paths: [String]

    @OptionGroup var options: TestOptions

    @OptionGroup var machine: MachineOptions

    @OptionGroup var settings: LabSettings

    func validate() throws {
        if machine.usesMachine, options.pauseOnFailure {
            throw ValidationError("--pause-on-failure: a virtual machine's nodes have no names here; --keep-on-failure leaves the stage running, for `warren shell`")
        }
    }

    var place: VerbPlace { machine.usesMachine ? .holdingLab : .newNamespaces(holdsLab: true) }

    func run() throws {
        var files = try LabFiles.find(paths)
        Interruption.watch()
        if let pattern = options.filter {
            files = LabFilter(pattern: pattern, settings: settings.values).select(files)
            try Interruption.status?.end()
            guard !files.isEmpty else { throw ValidationError("--filter \(pattern): no lab of \(paths.joined(separator: " ")) has such a name or path") }
        }
        if settings.helpsWithLab {
            for file in files { settings.list(try LabFile(file, settings: settings.values)) }
            return
        }
        if !machine.usesMachine { try Privileges.require(probing: true) }
        StateDirectory().sweep()
        if let directory = options.artifacts {
            do { try Artifacts(directory: directory).make() } catch { throw ValidationError("--artifacts \(directory): \(error)") }
        }
        var results = try TestSession(files, options, settings: settings.values, machines: machine.settingsOfAll()).run()
        if let status = Interruption.status {
            // Half of the results would look like all of them.
            complain("warren: interrupted; what was built is gone")
            try status.end()
        }
        if !options.stage.isEmpty, results.labs.allSatisfy({ $0.outcome == .skipped && $0.plannedStages == 0 }) {
            throw ValidationError("--stage \(options.stage.joined(separator: ", ")): no lab has such a stage")
        }
        try write(&results)
        try ExitStatus(results.labs).end()
    }

    /// Bundles first, because the results speak of them.
    private func write(_ results: inout TestResults) throws {
        try ReportOptions.orComplain {
            guard let directory = options.artifacts else { return }
            for (position, lab) in results.labs.enumerated() where ![.passed, .skipped].contains(lab.outcome) {
                try Artifacts(directory: directory).writeReports(of: &results.labs[position], in: results)
            }
        }
        try options.report.write(results)
    }
}
