import Addresses

/// An Ethernet header; `nil` fields are open.
package struct EthernetPattern: LayerPatternBody {
    /// One of these.
    package var source: [MACAddress]?
    /// One of these.
    package var destination: [MACAddress]?
    package var etherType: EtherType?

    package init(source: [MACAddress]? = nil, destination: [MACAddress]? = nil, etherType: EtherType? = nil) {
        self.source = source
        self.destination = destination
        self.etherType = etherType
    }

    var kind: Layer.Kind { .ethernet }

    var words: [String] {
        [
            AddressWords.direction(source.map(AddressWords.list), destination.map(AddressWords.list)),
            etherType.map { "type \($0)" } ?? "",
        ]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .ethernet(let header) = layer else { return false }
        fields.among("source", source, header.source)
        fields.among("destination", destination, header.destination)
        fields.equal("type", etherType, header.etherType)
        return true
    }
}
