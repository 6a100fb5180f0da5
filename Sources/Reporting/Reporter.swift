/// A form in which results are written for a reader: one type for each.
package protocol Reporter: Sendable {
    /// The whole document, with the newline at its end.
    func document(_ results: TestResults) -> String
}
