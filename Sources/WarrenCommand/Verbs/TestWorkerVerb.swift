import ArgumentParser
import FoundationEssentials
import Glibc
import Reporting

/// The process behind a lab of `warren test --jobs` or `--timeout`: it writes a line of JSON for each event.
struct TestWorkerVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-worker", abstract: "Test a lab (started by `warren test`).", shouldDisplay: false)

    @Argument var settings: String

    func run() throws {
        Interruption.watch(quietly: true)
        try Self.endWithInput()
        let settings = try JSONDecoder().decode(LabTrial.Settings.self, from: Data(self.settings.utf8))
        LabTrial(settings) { event in
            guard let line = try? JSONEncoder().encode(event) else { return }
            // As it is: whoever started this process shows what may be shown.
            print(String(decoding: line, as: UTF8.self))
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
