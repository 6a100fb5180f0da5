import Addresses

/// A field that is not as a pattern wants it.
package struct FieldDifference: Sendable, Hashable {
    /// A field's value.
    package struct Value: Sendable, Hashable {
        /// `63`, `192.168.10.10`
        package var text: String
        /// What the text is, where it is one.
        package var mac: MACAddress?
    }

    /// `ttl`, `source`
    package var field: String
    /// Any of these is right; none at all is where there is no address to choose from.
    package var expected: [Value]
    /// `nil` for a field that the layer does not have.
    package var saw: Value?
}

extension FieldDifference: CustomStringConvertible {
    /// `ttl: expected 63, saw 64`
    package var description: String {
        "\(field): expected \(AddressWords.join(expected.map(\.text))), saw \(saw?.text ?? "none")"
    }
}
