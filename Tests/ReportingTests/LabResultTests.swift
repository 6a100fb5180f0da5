import Foundation
import Reporting
import Testing

@Suite("Results of a lab")
struct LabResultTests {
    @Test("events come over a pipe as they were sent")
    func events() throws {
        let stage = Sample.stage(1, Sample.hostile, [])
        let events: [LabEvent] = [
            .planned(name: "pair", nodes: 2, stages: 1), .built(stage), .found(Sample.failure), .found(Sample.finding(.skipped("why"), "b")),
            .message(Sample.hostile), .artifacts("dir"), .finished(relayedLinks: ["a:b"], lostPackets: [1: ["a:b": 3]]), .ended(.failed),
        ]
        for event in events {
            let line = LabEventLine(event).text
            // A line of JSON is an event, so none may have a newline of its own.
            #expect(!line.contains("\n"))
            #expect(LabEventLine.event(line.utf8) == event)
            // Of another version it would be guessed at.
            #expect(LabEventLine.event(line.replacing("\"format\":1", with: "\"format\":2").utf8) == nil)
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
