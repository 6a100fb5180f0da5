import Testing

/// What `warren test` says of a lab that is broken on purpose.
struct BrokenLab {
    struct Failure {
        var stage: Int
        var title: String
        /// The lines of the explanation by their label.
        var details: [String: [String]]
    }

    private(set) var failures: [Failure] = []
    private var held: [String] = []
    let output: String

    /// Tests the lab, which must end with status 1 and leave the machine as it was.
    static func test(_ text: String) throws -> BrokenLab {
        let folder = try LabFolder()
        let path = try folder.write(text)
        let outcome = try warren("test", path)
        #expect(outcome.status == 1)
        #expect(outcome.errors == "")
        let report = BrokenLab(outcome)
        for failure in report.failures {
            let line = failure.details["at"]?.first
            #expect(line?.hasPrefix(path + ":") == true, "\(failure.title)")
            #expect(failure.details["look further"]?.first?.hasPrefix("warren up \(path) --stage \(failure.stage) && warren ") == true)
        }
        return report
    }

    private init(_ outcome: Program.Outcome) {
        output = outcome.output
        var stage = 0
        var label = ""
        for line in outcome.lines {
            let indent = line.prefix { $0 == " " }.count
            let text = line.dropFirst(indent)
            if indent == 2, let number = text.split(separator: " ").first.flatMap({ Int($0) }) { stage = number }
            if indent == 4, text.hasPrefix("✓ ") { held.append(String(text.dropFirst(2))) }
            if indent == 4, text.hasPrefix("✗ ") { failures.append(Failure(stage: stage, title: String(text.dropFirst(2)), details: [:])) }
            guard indent >= 8, !failures.isEmpty else { continue }
            if indent == 8, let end = text.firstRange(of: "   ") {
                label = String(text[..<end.lowerBound])
                failures[failures.count - 1].details[label, default: []].append(text[end.upperBound...].drop { $0 == " " }.description)
            } else {
                failures[failures.count - 1].details[label, default: []].append(String(text))
            }
        }
    }

    /// Every failure is in these stages, each of which has one; all others hold.
    func expectFailures(inStages stages: Set<Int>, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(Set(failures.map(\.stage)) == stages, "\(output)", sourceLocation: sourceLocation)
        #expect(!held.isEmpty, sourceLocation: sourceLocation)
    }

    /// A failure whose title has these words explains itself, under the label, with these words.
    func expect(_ title: String, _ label: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let found = failures.filter { $0.title.contains(title) }
        #expect(
            found.contains { $0.details[label, default: []].contains { $0.contains(words) } },
            "no failure \"\(title)\" says \"\(words)\" under \"\(label)\":\n\(output)", sourceLocation: sourceLocation)
    }

    func holds(_ title: String) -> Bool { held.contains { $0.hasPrefix(title) } }
}
