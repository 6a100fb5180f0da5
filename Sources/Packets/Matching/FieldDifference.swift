/// A field that is not as a pattern wants it.
public struct FieldDifference: Sendable, Hashable {
    /// `ttl`, `source`
    public var field: String
    /// `63`, `192.168.10.10`
    public var expected: String
    /// `64`, or `none` for a field that the layer does not have.
    public var saw: String
}

extension FieldDifference: CustomStringConvertible {
    public var description: String { "\(field): expected \(expected), saw \(saw)" }
}
