import Warren

/// One expectation of a lab, and what became of it: what was asked, what was seen, and the verdict, as values. Words
/// are made of them in one place each: the kind of subject and the kinds of evidence know their own.
public struct Finding: Sendable, Hashable, Codable {
    public enum Verdict: Sendable, Hashable, Codable {
        case held
        case failed
        /// Not tried, for this reason. Never counts as held.
        case skipped(String)
    }

    /// A labelled part of the explanation of a failure, such as `saw` with packets.
    public struct Detail: Sendable, Hashable {
        public var label: String
        public var lines: [String]

        public init(_ label: String, _ lines: [String]) {
            self.label = label
            self.lines = lines
        }
    }

    public var verdict: Verdict
    /// What was asked.
    public var subject: Subject
    /// What was seen: first what the subject itself measures, then what explains a failure.
    public var evidence: [Evidence]
    /// The node where looking further begins.
    public var node: String
    public var source: SourceLocation
    /// How long its check took. A check with several findings gives all its time to the first.
    public var duration: Duration = .zero

    package init(
        _ verdict: Verdict, _ subject: some SubjectKind, _ evidence: [any EvidenceKind] = [], in node: String,
        at source: SourceLocation
    ) {
        self.verdict = verdict
        self.subject = Subject(subject)
        self.evidence = evidence.map { Evidence($0) }
        self.node = node
        self.source = source
    }

    /// The first piece of evidence of a kind.
    public func evidence<Kind: EvidenceKind>(_ kind: Kind.Type) -> Kind? {
        evidence.lazy.compactMap { $0.value as? Kind }.first
    }
}

// MARK: Its words

extension Finding {
    /// What was expected, in the same words at each run: a CI system knows a test by its name.
    public var name: String { subject.value.name }

    /// What was expected, or for a packet that was seen the packet itself, in a line.
    public var title: String { title(of: subject.value) }

    /// What was measured, such as `2 of 2, 0.34 ms`; empty if nothing was.
    public var measure: String { measure(of: subject.value) }

    /// Only of a failure: what was expected, what was seen, and why, as far as it is known.
    public var details: [Detail] { answer + background }

    /// Of a failure what was expected and what came.
    private var answer: [Detail] {
        guard verdict == .failed else { return [] }
        let expected = subject.value.expected.map { [Detail("expected", [$0])] } ?? []
        return expected + details(of: subject.value) + evidence.filter { !$0.isBackground }.flatMap(\.value.details)
    }

    /// Of a failure how the network is.
    private var background: [Detail] {
        verdict == .failed ? evidence.filter(\.isBackground).flatMap(\.value.details) : []
    }

    /// The gist of what did not hold, in a line: `expected a reply from 10.9.0.2, got no answer`.
    public var gist: String {
        if case .skipped(let reason) = verdict { return reason }
        let words = answer.prefix(2).map { "\($0.label) \($0.lines.first ?? "")" }.joined(separator: ", ")
        return words.isEmpty ? title : words
    }

    /// The labels and lines of a failure in columns.
    ///
    /// - Parameter more: further details, which follow the finding's own
    public func explanation(and more: [Detail] = []) -> [(label: String, gap: String, line: String)] {
        let all = details + more
        let column = (all.map(\.label.count).max() ?? 0) + 3
        return all.flatMap { detail in
            detail.lines.enumerated().map { position, line in
                let label = position == 0 ? detail.label : ""
                return (label, String(repeating: " ", count: column - label.count), line)
            }
        }
    }

    // Each opens the subject, so that it meets the measurement of its own kind.

    private func title<Kind: SubjectKind>(of subject: Kind) -> String {
        subject.title(evidence(Kind.Measurement.self), isHeld: verdict == .held)
    }

    private func measure<Kind: SubjectKind>(of subject: Kind) -> String {
        evidence(Kind.Measurement.self).map { subject.measure($0, isHeld: verdict == .held) } ?? ""
    }

    private func details<Kind: SubjectKind>(of subject: Kind) -> [Detail] {
        evidence(Kind.Measurement.self).map(subject.details) ?? []
    }
}
