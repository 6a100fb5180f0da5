import Foundation

/// What came of the points of one campaign, or of all.
struct Tally {
    var refused = 0
    var killed = 0
    /// How many namespaces, links, processes, names and files were left, over all points.
    var residue = [0, 0, 0, 0, 0]
    /// From the disturbed request until nothing was left.
    var worstRecovery: Duration = .zero
    /// The steps that an error named, with their lines.
    var named: Set<String> = []
    /// Those that one had to name.
    var expected: Set<String> = []
    /// What was not as it should be.
    var faults: [String] = []

    var points: Int { refused + killed }

    mutating func add(_ other: Tally) {
        refused += other.refused
        killed += other.killed
        residue = zip(residue, other.residue).map(+)
        worstRecovery = max(worstRecovery, other.worstRecovery)
        faults += other.faults
        named.formUnion(other.named)
        expected.formUnion(other.expected)
    }

    mutating func count(_ kind: FaultPage.Kind) {
        if kind == .refuse { refused += 1 } else { killed += 1 }
    }

    var residueText: String {
        zip(residue, ["namespaces", "links", "processes", "names", "files"]).map { "\($0) \($1)" }.joined(separator: ", ")
    }

    static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(format: "%.1f ms", Double(seconds) * 1e3 + Double(attoseconds) / 1e15)
    }
}
