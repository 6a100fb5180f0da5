/// A TCP header; `nil` fields are open.
package struct TCPPattern: LayerPatternBody {
    package var sourcePort: UInt16?
    package var destinationPort: UInt16?
    /// Flags that must be set.
    package var flagsSet: TCPFlags
    /// Flags that must not be set.
    package var flagsClear: TCPFlags

    package init(
        sourcePort: UInt16? = nil, destinationPort: UInt16? = nil, flagsSet: TCPFlags = [], flagsClear: TCPFlags = []
    ) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.flagsSet = flagsSet
        self.flagsClear = flagsClear
    }

    var kind: Layer.Kind { .tcp }

    var words: [String] {
        [
            AddressWords.direction(sourcePort.map { "port \($0)" }, destinationPort.map { "port \($0)" }),
            flagWords,
        ]
    }

    /// `SYN, not ACK`
    private var flagWords: String {
        [flagsSet.isEmpty ? "" : "\(flagsSet)", flagsClear.isEmpty ? "" : "not \(flagsClear)"]
            .filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .tcp(let header) = layer else { return false }
        fields.equal("source port", sourcePort, header.sourcePort)
        fields.equal("destination port", destinationPort, header.destinationPort)
        let holds = header.flags.isSuperset(of: flagsSet) && header.flags.isDisjoint(with: flagsClear)
        fields.hold("flags", holds, expected: flagWords, saw: header.flags.description)
        return true
    }
}
