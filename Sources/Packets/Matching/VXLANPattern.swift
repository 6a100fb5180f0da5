/// A VXLAN header; `nil` fields are open.
package struct VXLANPattern: LayerPatternBody {
    /// The VXLAN network identifier.
    package var vni: UInt32?

    package init(vni: UInt32? = nil) {
        self.vni = vni
    }

    var kind: Layer.Kind { .vxlan }
    var words: [String] { [vni.map { "\($0)" } ?? ""] }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .vxlan(let header) = layer else { return false }
        fields.equal("vni", vni, header.vni)
        return true
    }
}
