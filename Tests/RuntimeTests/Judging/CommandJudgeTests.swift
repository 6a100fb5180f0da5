import Findings
import Testing
import Warren

@testable import Planning
@testable import Runtime
@testable import Serving

/// What became of a program, against what was expected of it.
struct CommandJudgeTests {
    private func finding(
        _ outcome: Warren.Command.Outcome, _ result: RunningCommand.Result, printing text: String? = nil
    ) -> Findings.Finding {
        let check = CommandCheck(
            node: "red", process: PlannedProcess(arguments: ["true"]), deadline: .seconds(1), outcome: outcome,
            printed: text,
            sightings: [], source: SourceLocation(file: "lab.swift", line: 3))
        return CommandJudge(check: check, result: result).judge()
    }

    private func ended(_ status: Int, _ output: String = "hello\nworld\n") -> RunningCommand.Result {
        .ended(status, output: output, lines: ["world"], .milliseconds(5))
    }

    @Test func `the status must be the expected one, or any but 0`() {
        #expect(finding(.exits(0), ended(0)).verdict == .held && finding(.exits(0), ended(1)).verdict == .failed)
        #expect(finding(.exits(3), ended(3)).verdict == .held && finding(.exits(3), ended(0)).verdict == .failed)
        #expect(finding(.fails, ended(137)).verdict == .held && finding(.fails, ended(0)).verdict == .failed)
    }

    @Test func `the text must be somewhere in all that was printed`() {
        #expect(finding(.exits(0), ended(0), printing: "hello").verdict == .held)
        #expect(finding(.exits(0), ended(0), printing: "bye").verdict == .failed)
        #expect(finding(.exits(1), ended(0), printing: "hello").verdict == .failed)
        #expect(finding(.fails, ended(1), printing: "lo\nwo").verdict == .held)
    }

    @Test func `what does not end in time has failed, whatever was expected`() {
        #expect(finding(.fails, .tooLong(lines: ["hello"])).verdict == .failed)
        #expect(finding(.exits(137), .tooLong(lines: [])).verdict == .failed)
    }

    @Test func `how it ended and what it printed last is evidence`() {
        #expect(
            finding(.exits(0), ended(2)).evidence == [
                Evidence(CommandEnd(status: 2, time: .milliseconds(5), lines: ["world"]))
            ])
        #expect(finding(.exits(0), .tooLong(lines: ["hello"])).evidence == [Evidence(CommandEnd(lines: ["hello"]))])
    }
}
