import Warren

/// A value of the network's state, with the line that asked for it and why it is there.
public struct Declared<Value: Sendable & Hashable>: Sendable, Hashable {
    public var value: Value
    public var source: SourceLocation
    /// A clause that a learner understands, such as "pod-a's way out: …".
    public var reason: String

    public init(_ value: Value, at source: SourceLocation, because reason: String) {
        self.value = value
        self.source = source
        self.reason = reason
    }
}
