import Glibc
import Reporting
import VirtualMachine

/// A whole `warren test`: the labs, run after run, with what is shown of them meanwhile.
final class TestSession {
    private let options: TestOptions
    private let files: [String]
    /// What the labs' parameters are set to, by name.
    private let settings: [String: String]
    /// What is on the terminal while labs run; `nil` where the results themselves go there.
    private let text: TextPrinter?
    /// Where the labs run, all of them in each; empty: on this machine.
    private let machines: [MachineSettings]
    /// Those that run, by their position.
    private var running: [Int: GuestMachine] = [:]
    private(set) var labs: [LabResult] = []
    private let clock = ContinuousClock.now
    private let started = TestResults.now

    init(_ files: [String], _ options: TestOptions, settings: [String: String], machines: [MachineSettings] = []) {
        self.machines = machines
        self.files = files
        self.options = options
        self.settings = settings
        text = options.report.printer
    }

    func run() throws -> TestResults {
        for number in 1...options.runs {
            let first = labs.count
            if machines.isEmpty { try run(number, in: nil) }
            for position in machines.indices where Interruption.status == nil {
                try run(number, in: try machine(at: position))
                // Several machines at a time would want memory for nothing; of one that is needed again, its start counts.
                if options.runs == 1 { running.removeValue(forKey: position)?.end() }
            }
            if Interruption.status != nil { break }
            if ExitStatus(Array(labs[first...])) != .allHeld { break }
        }
        for machine in running.values { machine.end() }
        var status = ExitStatus(labs)
        if let interrupted = Interruption.status { status = interrupted }
        return TestResults(
            labs: labs, wantedRuns: options.runs, started: started, duration: .now - clock, status: status.rawValue, version: Warren.version)
    }

    private func machine(at position: Int) throws -> GuestMachine {
        if let machine = running[position] { return machine }
        let machine = try MachineOptions.start(machines[position])
        running[position] = machine
        return machine
    }

    /// Runs every lab once.
    private func run(_ number: Int, in machine: GuestMachine?) throws {
        let first = labs.count
        labs += files.map { LabResult(file: $0, typed: LabFile.typed($0, settings), run: number) }
        let trials = files.map { file in
            var trial = options.trial(of: file, settings)
            if machines.count > 1, let machine { trial.pcap = trial.pcap.map { "\($0)/\(machine.settings.kernel.release)" } }
            return trial
        }
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
            try pool.run(trials)
            return
        }
        for (position, trial) in trials.enumerated() {
            begun[position] = .now
            LabTrial(trial) { tell(position, $0) }.run()
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
}

extension TestResults {
    /// In UTC, to the second, as RFC 3339 has it.
    static var now: String {
        var seconds = time(nil), parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
