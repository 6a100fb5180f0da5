/// JSON for programs, as docs/json.md has it.
package struct JSONReporter: Reporter {
    package init() {}

    package func document(_ results: TestResults) -> String {
        // Numbers and strings only: nothing in it can refuse to be encoded.
        ((try? VisibleJSON.of(JSONResults(results))) ?? "{}") + "\n"
    }
}
