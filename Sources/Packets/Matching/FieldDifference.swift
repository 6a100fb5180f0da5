import Addresses

/// A field that is not as a pattern wants it.
public struct FieldDifference: Sendable, Hashable {
    /// A field's value.
    public struct Value: Sendable, Hashable {
        /// `63`, `192.168.10.10`
        public var text: String
        /// What the text is, where it is one.
        public var mac: MACAddress?
    }

    /// `ttl`, `source`
    public var field: String
    /// Any of these is right; none at all is where there is no address to choose from.
    public var expected: [Value]
    /// `nil` for a field that the layer does not have.
    public var saw: Value?
}

extension FieldDifference: CustomStringConvertible {
    /// `ttl: expected 63, saw 64`
    public var description: String {
        "\(field): expected \(AddressWords.join(expected.map(\.text))), saw \(saw?.text ?? "none")"
    }
}
