import Findings
import Foundation
import Reporting
import Testing
import Warren

@Suite("Results of a lab")
struct LabResultTests {
    @Test("events come over a pipe as they were sent")
    func events() throws {
        let stage = Sample.stage(1, Sample.hostile, [])
        let entry = EntrySubject(node: "red", entry: TableEntry(kind: "route", words: Sample.hostile), isPresent: true, within: .zero)
        let failed = Finding(.failed, entry, [TableEntries([entry.entry])], in: "red", at: SourceLocation(file: "x", line: 1))
        let skipped = Finding(.skipped("why"), entry, in: "red", at: SourceLocation(file: "x", line: 1))
        let link = LinkReference(node: "a", link: "b")
        let events: [LabEvent] = [
            .planned(name: "pair", nodes: 2, stages: 1), .built(stage), .found(failed), .found(skipped),
            .message(Sample.hostile), .artifacts("dir"), .finished(relayedLinks: [link], lostPackets: [1: [link: 3]]), .ended(.failed),
        ]
        for event in events {
            let line = LabEventLine(event).text
            // A line of JSON is an event, so none may have a newline of its own.
            #expect(!line.contains("\n"))
            #expect(LabEventLine.event(line.utf8) == event)
            // Of another version it would be guessed at.
            #expect(LabEventLine.event(line.replacing("\"format\":2", with: "\"format\":1").utf8) == nil)
        }
    }

    @Test("findings belong to the stage before them")
    func stages() {
        var lab = LabResult(file: "labs/pair.swift")
        for event in [LabEvent.built(Sample.stage(1, "a", [])), .found(Sample.failure), .built(Sample.stage(2, "b", [])), .found(Sample.finding(.held, "c")), .found(Sample.finding(.skipped(""), "d"))] {
            lab.take(event)
        }
        #expect(lab.stages.map(\.findings.count) == [1, 2])
        #expect((lab.failed, lab.held, lab.skipped) == (1, 1, 1))
        #expect(lab.title == "pair.swift")
    }

    @Test("text from elsewhere is harmless", arguments: [
        ("plain – ✓ ä", "plain – ✓ ä"), ("\u{1b}[2J", "\\x1b[2J"), ("a\nb\tc", "a\\x0ab\\x09c"), ("\u{9b}31m", "\\u{9b}31m"), ("\u{202e}x", "\\u{202e}x"), ("", ""),
    ])
    func visible(_ text: String, _ wanted: String) {
        #expect(VisibleText.of(text) == wanted)
    }
}
