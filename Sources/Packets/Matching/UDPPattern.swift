/// A UDP header; `nil` fields are open.
package struct UDPPattern: LayerPatternBody {
    package var sourcePort: UInt16?
    package var destinationPort: UInt16?

    package init(sourcePort: UInt16? = nil, destinationPort: UInt16? = nil) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
    }

    var kind: Layer.Kind { .udp }

    var words: [String] {
        [AddressWords.direction(sourcePort.map { "port \($0)" }, destinationPort.map { "port \($0)" })]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .udp(let header) = layer else { return false }
        fields.equal("source port", sourcePort, header.sourcePort)
        fields.equal("destination port", destinationPort, header.destinationPort)
        return true
    }
}
