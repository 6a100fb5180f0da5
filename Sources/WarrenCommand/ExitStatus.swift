import ArgumentParser
import Reporting

/// What the program's exit status says.
enum ExitStatus: Int32, Comparable {
    case allHeld = 0
    case expectationFailed = 1
    case labIsWrong = 2
    case machineCannot = 3
    /// By SIGINT.
    case interrupted = 130
    /// By SIGTERM.
    case terminated = 143

    /// By how much they matter: of several labs, the gravest is told.
    private var rank: Int {
        switch self {
        case .allHeld: 0
        case .machineCannot: 1
        case .expectationFailed: 2
        case .labIsWrong: 3
        case .interrupted, .terminated: 4
        }
    }

    /// What one lab's outcome asks for. A lab that was skipped asks for nothing: whether all were, only all tell.
    init(_ outcome: LabResult.Outcome) {
        self =
            switch outcome {
            case .passed, .skipped: .allHeld
            case .failed, .overran: .expectationFailed
            case .wrong: .labIsWrong
            case .impossible: .machineCannot
            case .interrupted: .interrupted
            }
    }

    /// Of all labs together.
    init(_ labs: [LabResult]) {
        // A lab without expectations has none that were skipped, and was skipped all the same.
        let nothingHeld = labs.allSatisfy { $0.held == 0 } && labs.contains { $0.skipped > 0 || $0.outcome == .skipped && $0.plannedStages > 0 }
        self = labs.map { ExitStatus($0.outcome) }.reduce(nothingHeld ? .machineCannot : .allHeld, max)
    }

    static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rank < b.rank }

    /// Ends the verb with this status.
    func end() throws {
        if self != .allHeld { throw ExitCode(rawValue) }
    }
}
