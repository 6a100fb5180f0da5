import Addresses

/// An ARP message; `nil` fields are open. Addresses are sets of which one must be met.
package struct ARPPattern: LayerPatternBody {
    package var operation: ARPMessage.Operation?
    package var senderMAC: [MACAddress]?
    package var senderIP: [Prefix]?
    package var targetMAC: [MACAddress]?
    package var targetIP: [Prefix]?

    package init(
        operation: ARPMessage.Operation? = nil, senderMAC: [MACAddress]? = nil, senderIP: [Prefix]? = nil,
        targetMAC: [MACAddress]? = nil, targetIP: [Prefix]? = nil
    ) {
        self.operation = operation
        self.senderMAC = senderMAC
        self.senderIP = senderIP
        self.targetMAC = targetMAC
        self.targetIP = targetIP
    }

    var kind: Layer.Kind { .arp }

    var words: [String] {
        [
            operation?.description ?? "",
            senderIP.map { "from \(AddressWords.list($0))" } ?? "",
            senderMAC.map { "at \(AddressWords.list($0))" } ?? "",
            targetIP.map { "for \(AddressWords.list($0))" } ?? "",
            targetMAC.map { "to \(AddressWords.list($0))" } ?? "",
        ]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .arp(let message) = layer else { return false }
        fields.equal("operation", operation, message.operation)
        fields.among("sender MAC", senderMAC, message.senderMAC)
        fields.within("sender IP", senderIP, message.senderIP)
        fields.among("target MAC", targetMAC, message.targetMAC)
        fields.within("target IP", targetIP, message.targetIP)
        return true
    }
}
