import Addresses

/// An IPv6 header; `nil` fields are open.
package struct IPv6Pattern: LayerPatternBody {
    /// In one of these networks.
    package var source: [Prefix]?
    /// In one of these networks.
    package var destination: [Prefix]?
    package var hopLimit: UInt8?
    /// What stands after the extension headers, or one of the extension headers.
    package var nextHeader: IPProtocol?

    package init(
        source: [Prefix]? = nil, destination: [Prefix]? = nil, hopLimit: UInt8? = nil, nextHeader: IPProtocol? = nil
    ) {
        self.source = source
        self.destination = destination
        self.hopLimit = hopLimit
        self.nextHeader = nextHeader
    }

    var kind: Layer.Kind { .ipv6 }

    var words: [String] {
        [
            AddressWords.direction(source.map(AddressWords.list), destination.map(AddressWords.list)),
            nextHeader.map { "next header \($0)" } ?? "",
            hopLimit.map { "hop limit \($0)" } ?? "",
        ]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .ipv6(let header) = layer else { return false }
        fields.within("source", source, header.source)
        fields.within("destination", destination, header.destination)
        if let nextHeader, !header.extensionHeaders.contains(nextHeader) {
            fields.equal("next header", nextHeader, header.upperProtocol)
        }
        fields.equal("hop limit", hopLimit, header.hopLimit)
        return true
    }
}
