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

extension Array {
    /// Whether the values are the same, wherever and for whatever reason they were declared.
    func isAlike<Value>(_ other: [Declared<Value>]) -> Bool where Element == Declared<Value> {
        // Lists that one stage took over from another are compared at once.
        self == other || elementsEqual(other) { $0.value == $1.value }
    }
}
