import ArgumentParser
import FoundationEssentials
import Glibc
import Reporting

/// The process behind a lab of `warren test --jobs` or `--timeout`: it writes a line of JSON for each event.
struct TestWorkerVerb: PlacedVerb {
    static let configuration = CommandConfiguration(
        commandName: "test-worker", abstract: "Test a lab (started by `warren test`).", shouldDisplay: false)

    /// A ``LabTrial/Settings`` as JSON; `-`: it is the input's first line, for what has a whole lab in it is too long to be
    /// an argument.
    @Argument var settings: String

    var place: VerbPlace { .holdingLab }

    func run() throws {
        Interruption.watch(quietly: true)
        let text = settings == "-" ? Array((readLine() ?? "").utf8) : Array(settings.utf8)
        try Self.endWithInput()
        let settings = try JSONDecoder().decode(LabTrial.Settings.self, from: Data(text))
        if let directory = settings.artifacts { try Artifacts(directory: directory).make() }
        if let directory = settings.pcap { try Artifacts(directory: directory).make() }
        LabTrial(settings) { event in
            // As it is: whoever started this process shows what may be shown.
            print(LabEventLine(event).text)
            fflush(nil)
        }.run()
    }

    /// Whoever started this process holds its input open, and nothing else is to come by it: its end is theirs.
    private static func endWithInput() throws {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { _ in
                var byte: UInt8 = 0
                while read(STDIN_FILENO, &byte, 1) != 0 {}
                _exit(ExitStatus.terminated.rawValue)
            }, nil)
        guard status == 0 else { throw ExitCode(ExitStatus.machineCannot.rawValue) }
        pthread_detach(thread)
    }
}
