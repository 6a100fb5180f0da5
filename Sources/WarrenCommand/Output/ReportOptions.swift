import ArgumentParser
import Namespaces
import Reporting
import Runtime

/// In which form results are told, and where to.
struct ReportOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, junit, tap
    }

    @Option(help: "The form of the results.")
    var format: Format = .text

    @Option(
        help: "Write the results to this file, in one piece at the end; the text stays on the terminal.",
        completion: .file())
    var output: String?

    func validate() throws {
        if let output { try OutputFile.check(output) }
    }

    /// What is on the terminal meanwhile; `nil` where the results themselves go there.
    var printer: TextPrinter? {
        guard format == .text || output != nil else { return nil }
        return TextPrinter(terminal: .output, write: { say($0) }, complain: { complain($0) })
    }

    /// Writes the results, and the last line of the text; complains and ends with status 3 if that cannot be.
    func write(_ results: TestResults) throws {
        try Self.orComplain {
            let document = reporter.document(results)
            if let output { try WholeFile.replace(output, with: Array(document.utf8)) }
            if let printer {
                printer.summary(results)
            } else {
                print(document, terminator: "")
                if let failure = StandardOutput.failure { throw failure }
            }
        }
    }

    /// Complains and ends with status 3 where something cannot be written.
    static func orComplain(_ body: () throws -> Void) throws {
        do { try body() } catch let error as SystemError {
            complain("warren: the results cannot be written: \(error)")
            throw ExitCode(ExitStatus.machineCannot.rawValue)
        }
    }

    private var reporter: any Reporter {
        switch format {
        case .text: TextReporter()
        case .json: JSONReporter()
        case .junit: JUnitReporter()
        case .tap: TAPReporter()
        }
    }
}
