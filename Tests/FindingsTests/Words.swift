import Findings

/// The finding's line, and below it each detail.
func words(
    _ subject: any SubjectKind, _ evidence: [any EvidenceKind] = [], _ verdict: Finding.Verdict = .failed
) -> [String] {
    let finding = Finding(verdict, subject, evidence, in: "red", at: Sample.source)
    let line = finding.title + (finding.measure.isEmpty ? "" : "   \(finding.measure)")
    return [line] + finding.details.map { "\($0.label): \($0.lines.joined(separator: "|"))" }
}
