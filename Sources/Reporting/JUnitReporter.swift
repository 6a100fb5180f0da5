/// JUnit's XML, in the dialect that CI systems agree on (the schema of Jenkins' xUnit plugin, which is Surefire's):
/// a testsuite for each lab and run, a testcase for each expectation, in the class `LAB.STAGE`.
package struct JUnitReporter: Reporter {
    package init() {}

    package func document(_ results: TestResults) -> String {
        let hasSeveralMachines = results.machines.count > 1
        let suites = results.labs.map { lab in
            // The same lab's expectations would count as one where the kernel is not in their names.
            let place = hasSeveralMachines ? lab.machine.map { " on Linux \($0.kernel)" } ?? "" : ""
            return Suite(lab: lab, name: lab.title + place, cases: TestCase.all(of: lab))
        }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        let all = suites.flatMap(\.cases)
        lines.append(
            "<testsuites" + attributes([
                ("name", "warren"), ("time", seconds(results.duration)), ("tests", "\(all.count)"),
                ("failures", "\(all.count { $0.verdict == .failed })"), ("errors", "\(all.count { $0.verdict == .broken })"),
            ]) + ">")
        for suite in suites { lines += self.lines(suite, started: results.started, version: results.version) }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Suite {
        var lab: LabResult
        var name: String
        var cases: [TestCase]
    }

    private func lines(_ suite: Suite, started: String, version: String) -> [String] {
        let lab = suite.lab
        let name = suite.name + (lab.run > 1 ? " (run \(lab.run))" : "")
        var lines = [
            "  <testsuite" + attributes([
                ("name", name), ("tests", "\(suite.cases.count)"),
                ("failures", "\(suite.cases.count { $0.verdict == .failed })"),
                ("errors", "\(suite.cases.count { $0.verdict == .broken })"),
                ("skipped", "\(suite.cases.count { $0.verdict == .skipped })"),
                ("time", seconds(lab.duration)), ("timestamp", started), ("file", lab.file),
            ]) + ">"
        ]
        var properties = [
            ("warren.version", version), ("warren.outcome", lab.outcome.rawValue), ("warren.run", "\(lab.run)"),
            ("warren.nodes", "\(lab.nodes)"), ("warren.stages", "\(lab.stages.count)"),
        ]
        if let machine = lab.machine { properties += [("warren.machine.kernel", machine.kernel), ("warren.machine.accelerator", machine.accelerator)] }
        if !lab.relayedLinks.isEmpty { properties.append(("warren.relayedLinks", lab.relayedLinks.map(\.description).joined(separator: " "))) }
        if let artifacts = lab.artifacts { properties.append(("warren.artifacts", artifacts)) }
        lines.append("    <properties>")
        for (name, value) in properties { lines.append("      <property" + attributes([("name", name), ("value", value)]) + "/>") }
        lines.append("    </properties>")
        for test in suite.cases { lines += self.lines(test, in: suite) }
        if !lab.messages.isEmpty {
            lines.append("    <system-err>\(XMLText.content(lab.messages.joined(separator: "\n")))</system-err>")
        }
        lines.append("  </testsuite>")
        return lines
    }

    private func lines(_ test: TestCase, in suite: Suite) -> [String] {
        let lab = suite.lab
        // A dot parts package from class, so a title's own must not, and neither a kernel's.
        let name = suite.name == lab.title ? lab.title : String(suite.name.map { $0 == "." ? "_" : $0 })
        let group = test.group.isEmpty ? "" : "." + String(test.group.map { $0 == "." ? "_" : $0 })
        let head = "    <testcase" + attributes([("name", test.name), ("classname", name + group), ("time", seconds(test.duration))])
        let body = XMLText.content(test.explanation.joined(separator: "\n"))
        let message = ("message", test.message)
        switch test.verdict {
        case .passed: return [head + "/>"]
        case .skipped: return [head + ">", "      <skipped" + attributes([message]) + "/>", "    </testcase>"]
        case .failed:
            let type = test.finding == nil ? lab.outcome.rawValue : "expectation"
            return [head + ">", "      <failure" + attributes([message, ("type", type)]) + ">\(body)</failure>", "    </testcase>"]
        case .broken:
            return [head + ">", "      <error" + attributes([message, ("type", lab.outcome.rawValue)]) + ">\(body)</error>", "    </testcase>"]
        }
    }

    private func attributes(_ values: [(String, String)]) -> String {
        values.map { " \($0.0)=\"\(XMLText.attribute($0.1))\"" }.joined()
    }

    /// With three decimals, and without an exponent, which Surefire's schema does not know.
    private func seconds(_ duration: Duration) -> String {
        let milliseconds = Int((duration.seconds * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
