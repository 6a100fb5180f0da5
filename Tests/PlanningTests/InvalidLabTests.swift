import Testing
import Warren

@testable import Planning

@Suite("What is told of a wrong lab")
struct InvalidLabTests {
    @Test("of a line in a loop come three problems and the number of the rest; other lines are told in full")
    func lines() {
        let line = { Warren.SourceLocation(file: "lab.swift", line: $0) }
        let problems = (1...5).map { Problem("pod-\($0) is wrong", at: line(8)) } + [Problem("no gateway", at: line(9))]
        #expect(InvalidLab(problems: problems).lines == [
            "lab.swift:8: error: pod-1 is wrong", "lab.swift:8: error: pod-2 is wrong", "lab.swift:8: error: pod-3 is wrong",
            "lab.swift:8: note: and 2 more of this line", "lab.swift:9: error: no gateway",
        ])
    }
}
