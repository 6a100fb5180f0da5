import Foundation
import Reporting
import Testing

@Suite("JUnit")
struct JUnitTests {
    @Test("each expectation is a testcase, and what could not run is one too")
    func golden() {
        #expect(JUnitReporter().document(Sample.mixed) == """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="warren" time="1.300" tests="6" failures="2" errors="1">
              <testsuite name="pair" tests="4" failures="1" errors="0" skipped="1" time="1.234" timestamp="2026-11-21T04:36:43Z" file="labs/pair.swift">
                <properties>
                  <property name="warren.version" value="0.1.0"/>
                  <property name="warren.outcome" value="failed"/>
                  <property name="warren.run" value="1"/>
                  <property name="warren.nodes" value="2"/>
                  <property name="warren.stages" value="3"/>
                </properties>
                <testcase name="on blue:eth0: ICMP echo request" classname="pair.1 One" time="0.002"/>
                <testcase name="red reaches blue" classname="pair.2 Two_b" time="0.002">
                  <failure message="expected a reply from 10.9.0.2, got no answer: &quot;silence&quot;" type="expectation">expected   a reply from 10.9.0.2
            got        no answer: &quot;silence&quot;
                       at all
            at         labs/pair.swift:12</failure>
                </testcase>
                <testcase name="red reaches blue (2)" classname="pair.2 Two_b" time="0.002"/>
                <testcase name="red has a tunnel" classname="pair.3 Three" time="0.002">
                  <skipped message="no driver"/>
                </testcase>
              </testsuite>
              <testsuite name="pair.swift" tests="1" failures="0" errors="1" skipped="0" time="1.234" timestamp="2026-11-21T04:36:43Z" file="labs/pair.swift">
                <properties>
                  <property name="warren.version" value="0.1.0"/>
                  <property name="warren.outcome" value="wrong"/>
                  <property name="warren.run" value="1"/>
                  <property name="warren.nodes" value="2"/>
                  <property name="warren.stages" value="0"/>
                </properties>
                <testcase name="the lab runs to its end" classname="pair.swift" time="0.000">
                  <error message="labs/pair.swift:3: error: no such thing" type="wrong">labs/pair.swift:3: error: no such thing</error>
                </testcase>
                <system-err>labs/pair.swift:3: error: no such thing</system-err>
              </testsuite>
              <testsuite name="slow" tests="1" failures="1" errors="0" skipped="0" time="1.234" timestamp="2026-11-21T04:36:43Z" file="labs/pair.swift">
                <properties>
                  <property name="warren.version" value="0.1.0"/>
                  <property name="warren.outcome" value="overran"/>
                  <property name="warren.run" value="1"/>
                  <property name="warren.nodes" value="2"/>
                  <property name="warren.stages" value="1"/>
                </properties>
                <testcase name="the lab runs to its end" classname="slow" time="0.000">
                  <failure message="labs/pair.swift: error: it took longer than 2.00 s" type="overran">labs/pair.swift: error: it took longer than 2.00 s</failure>
                </testcase>
                <system-err>labs/pair.swift: error: it took longer than 2.00 s</system-err>
              </testsuite>
            </testsuites>

            """)
    }

    @Test("it is valid, whatever a lab says", .enabled(if: Oracle.has("xmllint"), "xmllint is not installed"))
    func valid() throws {
        for results in [Sample.mixed, Sample.hostiles, Sample.results([])] {
            let outcome = try Oracle.run("xmllint", "--noout", "--schema", "SCHEMA", "FILE", files: ["SCHEMA": JUnitSchema.text, "FILE": JUnitReporter().document(results)])
            #expect(outcome.status == 0, "\(outcome.output)")
        }
    }

    @Test("no control character is left")
    func visible() {
        let text = JUnitReporter().document(Sample.hostiles)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || Oracle.isVisible($0) })
        #expect(text.contains("&lt;b&gt;&quot;&amp;'\\x1b[31m\\x00 # SKIP \\ ]]&gt; --- \\u{202e}"))
    }
}
