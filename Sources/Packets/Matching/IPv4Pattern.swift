import Addresses

/// An IPv4 header; `nil` fields are open.
package struct IPv4Pattern: LayerPatternBody {
    /// In one of these networks; a node with several addresses is several /32.
    package var source: [Prefix]?
    /// In one of these networks.
    package var destination: [Prefix]?
    package var ttl: UInt8?
    package var protocolNumber: IPProtocol?
    package var dontFragment: Bool?

    package init(
        source: [Prefix]? = nil, destination: [Prefix]? = nil, ttl: UInt8? = nil,
        protocolNumber: IPProtocol? = nil, dontFragment: Bool? = nil
    ) {
        self.source = source
        self.destination = destination
        self.ttl = ttl
        self.protocolNumber = protocolNumber
        self.dontFragment = dontFragment
    }

    var kind: Layer.Kind { .ipv4 }

    var words: [String] {
        [
            AddressWords.direction(source.map(AddressWords.list), destination.map(AddressWords.list)),
            protocolNumber.map { "protocol \($0)" } ?? "",
            ttl.map { "ttl \($0)" } ?? "",
            dontFragment.map { $0 ? "DF" : "no DF" } ?? "",
        ]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .ipv4(let header) = layer else { return false }
        fields.within("source", source, header.source)
        fields.within("destination", destination, header.destination)
        fields.equal("protocol", protocolNumber, header.protocolNumber)
        fields.equal("ttl", ttl, header.ttl)
        fields.equal("don't fragment", dontFragment, header.dontFragment)
        return true
    }
}
