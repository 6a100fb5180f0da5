import Addresses

/// An Ethernet header: 14 bytes (IEEE 802.3).
public struct EthernetHeader: Sendable, Hashable {
    public var destination: MACAddress
    public var source: MACAddress
    /// The type of what follows; the 802.1Q number if a ``VLANTag`` does.
    public var etherType: EtherType

    static let length = 14

    init(_ window: ByteWindow) throws(HeaderFault) {
        destination = try window.mac(0)
        source = try window.mac(6)
        etherType = EtherType(rawValue: try window.u16(12))
    }
}
