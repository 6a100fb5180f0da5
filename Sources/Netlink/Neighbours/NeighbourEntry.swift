import Addresses

/// How sure the kernel is of a neighbour: `NUD_…` of <linux/neighbour.h>.
public enum NeighbourState: UInt16, Sendable, Hashable {
    case none = 0
    case incomplete = 0x01
    case reachable = 0x02
    case stale = 0x04
    case delay = 0x08
    case probe = 0x10
    case failed = 0x20
    case noarp = 0x40
    case permanent = 0x80
}

/// Whose MAC an address has on a link (ARP, neighbour discovery): `ip neighbour add ADDRESS lladdr MAC dev LINK`.
public struct NeighbourEntry: Sendable, Hashable {
    public var link: String
    public var address: IPAddress
    public var mac: MACAddress?
    public var state: NeighbourState
    /// This host answers for the address: `ip neighbour add proxy ADDRESS dev LINK`.
    public var isProxy: Bool

    public init(
        link: String, address: IPAddress, mac: MACAddress? = nil, state: NeighbourState = .permanent,
        isProxy: Bool = false
    ) {
        self.link = link
        self.address = address
        self.mac = mac
        self.state = state
        self.isProxy = isProxy
    }
}
