/// A geneve header; `nil` fields are open.
package struct GenevePattern: LayerPatternBody {
    /// The virtual network identifier.
    package var vni: UInt32?

    package init(vni: UInt32? = nil) {
        self.vni = vni
    }

    var kind: Layer.Kind { .geneve }
    var words: [String] { [vni.map { "\($0)" } ?? ""] }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .geneve(let header) = layer else { return false }
        fields.equal("vni", vni, header.vni)
        return true
    }
}
