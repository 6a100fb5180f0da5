/// An IEEE 802.1Q tag; `nil` fields are open.
package struct VLANPattern: LayerPatternBody {
    package var identifier: UInt16?

    package init(identifier: UInt16? = nil) {
        self.identifier = identifier
    }

    var kind: Layer.Kind { .vlan }
    var words: [String] { [identifier.map { "\($0)" } ?? ""] }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .vlan(let tag) = layer else { return false }
        fields.equal("identifier", identifier, tag.identifier)
        return true
    }
}
