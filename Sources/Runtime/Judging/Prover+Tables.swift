import Findings
import Planning

extension Prover {
    func prove(_ check: TableCheck) throws -> [Finding] {
        let watcher = try TableWatcher(check, in: network)
        return zip(check.lines, try watcher.run()).map { line, isHeld in
            let subject = EntrySubject(check, line)
            guard !isHeld else { return Finding(.held, subject, in: check.node, at: line.source) }
            let nearest = watcher.nearest(to: line.entry).map { TableEntry(kind: line.entry.kind, words: $0) }
            var evidence: [any EvidenceKind] = [TableEntries(nearest)]
            if let obstacle = watcher.obstacle(to: line.entry) { evidence.append(obstacle) }
            return Finding(.failed, subject, evidence, in: check.node, at: line.source)
        }
    }
}

extension EntrySubject {
    init(_ check: TableCheck, _ line: TableCheck.Line) {
        self.init(
            node: check.node, entry: TableEntry(kind: line.entry.kind, words: line.entry.words),
            isPresent: check.presence == .present, within: check.deadline)
    }
}
