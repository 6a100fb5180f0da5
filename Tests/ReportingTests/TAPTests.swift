import Reporting
import Testing

@Suite("TAP")
struct TAPTests {
    @Test("each expectation is a line, and what failed has a YAML block")
    func golden() {
        #expect(TAPReporter().document(Sample.mixed) == """
            TAP version 13
            1..6
            # pair (labs/pair.swift)
            ok 1 - pair: 1 One: on blue:eth0: ICMP echo request
            not ok 2 - pair: 2 Two.b: red reaches blue
              ---
              message: "expected a reply from 10.9.0.2, got no answer: \\"silence\\""
              severity: fail
              title: "red reaches blue"
              at:
                file: "labs/pair.swift"
                line: 12
              "expected": "a reply from 10.9.0.2"
              "got": "no answer: \\"silence\\"\\nat all"
              ...
            ok 3 - pair: 2 Two.b: red reaches blue (2)
            ok 4 - pair: 3 Three: red has a tunnel # SKIP no driver
            # pair.swift (labs/pair.swift)
            not ok 5 - pair.swift: the lab runs to its end
              ---
              message: "labs/pair.swift:3: error: no such thing"
              severity: error
              messages: "labs/pair.swift:3: error: no such thing"
              ...
            # slow (labs/pair.swift)
            not ok 6 - slow: the lab runs to its end
              ---
              message: "labs/pair.swift: error: it took longer than 2.00 s"
              severity: fail
              messages: "labs/pair.swift: error: it took longer than 2.00 s"
              ...

            """)
    }

    @Test("prove reads it, whatever a lab says", .enabled(if: Oracle.has("prove"), "prove is not installed"))
    func prove() throws {
        for (results, failed) in [(Sample.mixed, "2, 5-6"), (Sample.hostiles, "1, 4")] {
            let outcome = try Oracle.run("prove", "--exec", "cat", "FILE", files: ["FILE": TAPReporter().document(results)])
            #expect(outcome.output.contains("Failed tests:  \(failed)\n"), "\(outcome.output)")
            #expect(!outcome.output.contains("Parse errors"), "\(outcome.output)")
        }
        let good = Sample.results([Sample.lab(.passed, [Sample.stage(1, "One", [Sample.finding(.held, "a"), Sample.finding(.skipped("no"), "b")])])])
        for results in [good, Sample.results([])] {
            let outcome = try Oracle.run("prove", "--exec", "cat", "FILE", files: ["FILE": TAPReporter().document(results)])
            #expect(outcome.status == 0, "\(outcome.output)")
        }
    }

    @Test("a title can neither make a directive nor end the line")
    func hostile() {
        let text = TAPReporter().document(Sample.hostiles)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || Oracle.isVisible($0) })
        let tests = text.split(separator: "\n").filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
        #expect(tests.count == 4)
        // Only the one that was skipped says so.
        #expect(tests.count { $0.contains(" # SKIP ") } == 1)
    }
}
