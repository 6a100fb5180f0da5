import Findings
import Foundation
import Testing

/// Subjects and evidence of every kind, as they are written down.
struct KindTests {
    @Test func `each kind has a name of its own, and a sample here`() {
        let subjects = Subject.kinds.map { $0.kind }, evidence = Evidence.kinds.map { $0.kind }
        #expect(Set(subjects + evidence).count == subjects.count + evidence.count)
        #expect(Set(Sample.subjects.map { type(of: $0).kind }) == Set(subjects))
        #expect(Set(Sample.evidence.map { type(of: $0).kind }) == Set(evidence))
    }

    @Test func `a finding comes from another process as it was sent`() throws {
        for subject in Sample.subjects {
            var finding = Finding(.failed, subject, Sample.evidence, in: "red", at: Sample.source)
            finding.duration = .nanoseconds(1_234_567)
            #expect(try JSONDecoder().decode(Finding.self, from: JSONEncoder().encode(finding)) == finding)
        }
    }

    @Test func `findings of different kinds or fields are not equal`() {
        let all =
            Sample.subjects.map { Finding(.held, $0, in: "red", at: Sample.source) }
            + Sample.evidence.map { Finding(.held, Sample.ping(), [$0], in: "red", at: Sample.source) }
        #expect(Set(all).count == all.count)
    }

    @Test func `times are exact to the nanosecond`() throws {
        for time in [Duration.zero, .nanoseconds(1), .nanoseconds(154_631), .nanoseconds(86_400_000_000_007)] {
            let data = try JSONEncoder().encode([Milliseconds(time)])
            #expect(try JSONDecoder().decode([Milliseconds].self, from: data) == [Milliseconds(time)])
        }
        #expect(
            try String(decoding: JSONEncoder().encode([Milliseconds(.nanoseconds(154_631))]), as: UTF8.self)
                == "[0.154631]")
    }

    @Test func `an unknown kind is refused`() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Evidence.self, from: Data(#"{"kind":"rumour"}"#.utf8))
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Subject.self, from: Data(#"{"kind":"way"}"#.utf8))
        }
    }

    @Test func `docs/json.md has every field that there is, and no other`() throws {
        var fields = DocumentedFields()
        for subject in Sample.subjects { try fields.collect(Subject(subject)) }
        for evidence in Sample.evidence { try fields.collect(Evidence(evidence)) }
        let promised = try DocumentedFields.promised()
        for (field, types) in fields.types { #expect(types == promised[field].map { [$0] }, "\(field) is \(types)") }
        #expect(Set(promised.keys).subtracting(fields.types.keys) == [])
    }
}
