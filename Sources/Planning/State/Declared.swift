import Warren

/// A value of the network's state, with the line that asked for it and why it is there.
package struct Declared<Value: Sendable & Hashable>: Sendable, Hashable {
    package var value: Value
    package var source: SourceLocation
    /// A clause that a learner understands, such as "pod-a's way out: …".
    package var reason: String

    package init(_ value: Value, at source: SourceLocation, because reason: String) {
        self.value = value
        self.source = source
        self.reason = reason
    }
}
