import Foundation
import Testing

/// What is wrong with a lab.
struct LabProblem: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Runs a body for every lab of the package, as many at once as there are processors, and records what each throws.
func forEveryLab(_ body: @Sendable (String) throws -> Void) {
    let labs = EndToEnd.ScriptTests.labs
    nonisolated(unsafe) var problems = [(any Error)?](repeating: nil, count: labs.count)  // Under the lock alone.
    let lock = NSLock()
    DispatchQueue.concurrentPerform(iterations: labs.count) { position in
        do { try body(labs[position]) } catch { lock.withLock { problems[position] = error } }
    }
    for case (let lab, let problem?) in zip(labs, problems) { Issue.record("\(lab): \(problem)") }
}
