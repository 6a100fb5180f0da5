/// A GRE header; `nil` fields are open.
package struct GREPattern: LayerPatternBody {
    /// The type of what it carries.
    package var etherType: EtherType?
    package var key: UInt32?

    package init(etherType: EtherType? = nil, key: UInt32? = nil) {
        self.etherType = etherType
        self.key = key
    }

    var kind: Layer.Kind { .gre }

    var words: [String] {
        [etherType.map { "type \($0)" } ?? "", key.map { "key \($0)" } ?? ""]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .gre(let header) = layer else { return false }
        fields.equal("type", etherType, header.etherType)
        fields.equal("key", key, header.key)
        return true
    }
}
