import Glibc
import Reporting
import Runtime
import VirtualMachine

/// A whole `warren test`: the labs, run after run, with what is shown of them meanwhile.
final class TestSession {
    private let options: TestOptions
    private let files: [String]
    /// What the labs' parameters are set to, by name.
    private let settings: [String: String]
    /// What is on the terminal while labs run; `nil` where the results themselves go there.
    private let text: TextPrinter?
    /// Where the labs run; `nil`: on this machine.
    private let machine: GuestMachine?
    private(set) var labs: [LabResult] = []
    private let clock = ContinuousClock.now
    private let started = TestSession.now()

    init(_ files: [String], _ options: TestOptions, settings: [String: String], machine: GuestMachine? = nil) {
        self.machine = machine
        self.files = files
        self.options = options
        self.settings = settings
        let isShown = options.format == .text || options.output != nil
        text = isShown ? TextPrinter(terminal: .output, write: { say($0) }, complain: { complain($0) }) : nil
    }

    func run() throws -> TestResults {
        for number in 1...options.runs {
            let first = labs.count
            labs += files.map { LabResult(file: $0, typed: LabFile.typed($0, settings), run: number) }
            try run(first)
            if Interruption.status != nil { break }
            if ExitStatus(Array(labs[first...])) != .allHeld { break }
        }
        var status = ExitStatus(labs)
        if let interrupted = Interruption.status { status = interrupted }
        return TestResults(
            labs: labs, wantedRuns: options.runs, started: started, duration: .now - clock, status: status.rawValue, version: Warren.version)
    }

    /// Runs every lab once.
    private func run(_ first: Int) throws {
        var begun = Array(repeating: ContinuousClock.now, count: files.count)
        var order = InOrder(count: files.count) { [self] position, event in show(event, of: first + position) }
        let tell = { [self] (position: Int, event: LabEvent) in
            labs[first + position].machine = machine?.description
            labs[first + position].take(event)
            if case .ended = event { labs[first + position].duration = .now - begun[position] }
            order.take(position, event)
        }
        if options.needsProcesses || machine != nil {
            let guest = machine.map { GuestTests($0, parameters: settings, tell: tell) }
            let pool = WorkerPool(jobs: options.jobs, timeout: options.timeout.map { .seconds($0) }, tell: guest?.pass ?? tell)
            pool.begins = { begun[$0] = .now }
            if let guest { pool.start = guest.start }
            try pool.run(files.map { options.trial(of: $0, settings) })
            return
        }
        for (position, file) in files.enumerated() {
            begun[position] = .now
            LabTrial(options.trial(of: file, settings)) { tell(position, $0) }.run()
            if Interruption.status != nil { return }
        }
    }

    private func show(_ event: LabEvent, of position: Int) {
        if let text {
            text.show(event, of: labs[position], runs: options.runs, isFirst: position == 0)
        } else if case .message(let line) = event {
            complain(VisibleText.of(line, keepingNewlines: true))
        }
    }

    /// In UTC, to the second, as RFC 3339 has it.
    private static func now() -> String {
        var seconds = time(nil), parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
