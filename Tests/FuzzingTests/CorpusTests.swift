import Foundation
import Fuzzing
import Testing

/// What libFuzzer has found worth keeping, and changes of it. Reaching the end of a test is what it proves.
@Suite("What comes from outside crashes nothing")
struct CorpusTests {
    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Corpus"

    private func inputs(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let directory = "\(Self.corpus)/\(target.rawValue)"
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted().map { name in
            (name, Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))))
        }
    }

    @Test("every input of the corpus", arguments: FuzzTarget.allCases)
    func corpus(_ target: FuzzTarget) throws {
        let inputs = try inputs(target)
        #expect(inputs.count > 3, "the corpus of \(target) is missing")
        for input in inputs { target.run(input.bytes) }
    }

    /// The same changes in every run.
    @Test("inputs of the corpus, changed at random", arguments: FuzzTarget.allCases)
    func changed(_ target: FuzzTarget) throws {
        let inputs = try inputs(target).map(\.bytes)
        var random = ChangeGenerator(state: 7)
        // A plan takes a millisecond or more, a packet some microseconds.
        for _ in 0..<([.document, .lab].contains(target) ? 60 : 2000) {
            target.run(random.change(inputs[Int(random.next() % UInt64(inputs.count))], with: inputs[Int(random.next() % UInt64(inputs.count))]))
        }
    }
}
