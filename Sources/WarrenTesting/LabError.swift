import Findings
import Planning
import Runtime
import Warren

/// Why a lab could not be built, or could not be asked. What it prints names the lines.
public struct LabError: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The lab, or what was asked of it, is wrong.
        case labIsWrong
        /// This machine cannot do it: it lacks a privilege, a driver or a program.
        case machineCannot
        /// The kernel refused a step.
        case refused
        /// What ``LabUnderTest/prove(_:)`` was to prove does not hold, or could not be tried.
        case notProved
        /// There was no answer, or no end of a program within its time.
        case noAnswer
        /// The lab was let go of, or its last stage could not be built.
        case nothingStands
    }

    public var kind: Kind
    /// At least one. Those that speak of a line have the form `FILE:LINE: error: …`, which editors know.
    public var lines: [String]
}

extension LabError: CustomStringConvertible {
    public var description: String { lines.joined(separator: "\n") }
}

extension LabError {
    /// What was thrown while a lab was asked something, in a form that a test prints well.
    static func of(_ error: any Error) -> any Error {
        switch error {
        case let error as InvalidLab:
            LabError(kind: .labIsWrong, lines: error.problems.map(\.description))
        case let error as StepFailure:
            LabError(kind: error.isMachineLimit ? .machineCannot : .refused, lines: [error.description])
        case let error as LabSession.NothingStands:
            LabError(kind: .nothingStands, lines: [error.description])
        default:
            error
        }
    }

    init(_ kind: Kind, _ words: String, at source: SourceLocation) {
        self.init(kind: kind, lines: ["\(source): error: \(words)"])
    }

    /// The expectations that did not hold, each with what was seen instead; `nil` if all held.
    init?(_ findings: [Finding]) {
        var lines: [String] = []
        for finding in findings {
            switch finding.verdict {
            case .held: break
            case .skipped(let reason): lines.append("\(finding.source): error: not tried: \(finding.title): \(reason)")
            case .failed:
                lines.append("\(finding.source): error: not so: \(finding.title)")
                lines += finding.explanation().map { "    " + $0.label + $0.gap + $0.line }
            }
        }
        if lines.isEmpty { return nil }
        self.init(kind: .notProved, lines: lines)
    }
}
