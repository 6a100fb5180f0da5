import Addresses

/// The header of 16 bytes that Linux captures have in place of the link's own (LINKTYPE_LINUX_SLL).
public struct LinuxCookedHeader: Sendable, Hashable {
    /// 0 to us, 1 broadcast, 2 multicast, 3 to another, 4 sent by us.
    public var packetType: UInt16
    /// The sender's Ethernet address; `nil` where the link has none or has others.
    public var source: MACAddress?
    public var etherType: EtherType

    static let length = 16

    init(_ window: ByteWindow) throws(HeaderFault) {
        packetType = try window.u16(0)
        source = try window.u16(4) == 6 ? try window.mac(6) : nil
        etherType = EtherType(rawValue: try window.u16(14))
    }
}
