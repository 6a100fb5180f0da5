import Addresses

/// How a forwarding entry came and goes, in `bridge fdb`'s words.
public enum ForwardingState: Sendable, Hashable {
    /// Never ages. On a bridge port: the bridge's own address.
    case permanent
    /// Put by somebody; never ages.
    case `static`
    /// As if learnt: ages.
    case dynamic
}

/// Where a bridge or a vxlan device sends a MAC: `bridge fdb add MAC dev LINK …`.
public struct ForwardingEntry: Sendable, Hashable {
    public var link: String
    /// All zero on a vxlan device: every address without an entry, broadcast and multicast.
    public var mac: MACAddress
    /// vxlan: the peer's outer address (`dst`).
    public var destination: IPAddress?
    public var state: ForwardingState
    /// The entry is in the device's own table (`NTF_SELF`).
    public var isSelf: Bool
    /// The entry is in the table of the bridge that the device is a port of (`NTF_MASTER`).
    public var isMaster: Bool
    /// vxlan: a VNI other than the device's own.
    public var vni: UInt32?
    /// vxlan: a UDP port other than the device's own.
    public var port: UInt16?
    /// vxlan: the link that the outer packets leave by.
    public var via: String?
    /// A control plane learnt it (`NTF_EXT_LEARNED`). Read, never sent.
    public internal(set) var isExternallyLearned: Bool

    /// - Parameter isSelf: `nil`: as `bridge` assumes, true unless `isMaster`.
    public init(
        link: String, mac: MACAddress, destination: IPAddress? = nil, state: ForwardingState = .permanent,
        isSelf: Bool? = nil, isMaster: Bool = false, vni: UInt32? = nil, port: UInt16? = nil,
        via: String? = nil
    ) {
        self.link = link
        self.mac = mac
        self.destination = destination
        self.state = state
        self.isSelf = isSelf ?? !isMaster
        self.isMaster = isMaster
        self.vni = vni
        self.port = port
        self.via = via
        self.isExternallyLearned = false
    }
}
