import Addresses
import CNetlink
import Glibc

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

extension Batch {
    /// `ip neighbour add ADDRESS lladdr MAC nud STATE dev LINK`, `ip neighbour add proxy ADDRESS dev LINK`
    public mutating func addNeighbour(_ entry: NeighbourEntry, names: some Names) throws(NetlinkError) {
        try neighbour(Int(RTM_NEWNEIGH), NLM_F_CREATE | NLM_F_EXCL, entry, names)
    }

    /// `ip neighbour replace …`
    public mutating func replaceNeighbour(_ entry: NeighbourEntry, names: some Names) throws(NetlinkError) {
        try neighbour(Int(RTM_NEWNEIGH), NLM_F_CREATE | NLM_F_REPLACE, entry, names)
    }

    /// `ip neighbour delete ADDRESS dev LINK`
    public mutating func removeNeighbour(_ entry: NeighbourEntry, names: some Names) throws(NetlinkError) {
        try neighbour(Int(RTM_DELNEIGH), 0, entry, names)
    }

    private mutating func neighbour(
        _ type: Int, _ flags: Int32, _ entry: NeighbourEntry, _ names: some Names
    ) throws(NetlinkError) {
        let index = try names.index(of: entry.link)
        append { writer in
            writer.message(type: type, flags: flags) { writer in
                var header = ndmsg()
                header.ndm_family = entry.address.family.number
                header.ndm_ifindex = index
                header.ndm_state = entry.state.rawValue
                header.ndm_flags = entry.isProxy ? UInt8(NTF_PROXY) : 0
                writer.fixed(header)
                writer.put(Int(NDA_DST), address: entry.address)
                if let mac = entry.mac { writer.put(Int(NDA_LLADDR), mac: mac) }
            }
        }
    }
}

extension NeighbourEntry {
    /// Decodes the payload of an `RTM_NEWNEIGH` or `RTM_DELNEIGH` message of an IP family.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: ndmsg.self), header.ndm_family != UInt8(AF_BRIDGE) else { return nil }
        var address: IPAddress?
        var mac: MACAddress?
        for (type, payload) in Attributes(payload, after: ndmsg.self) {
            switch Int(type) {
            case Int(NDA_DST): address = IPAddress(bytes: payload)
            case Int(NDA_LLADDR): mac = MACAddress(bytes: payload)
            default: break
            }
        }
        guard let address else { return nil }
        self.init(
            link: names.name(of: header.ndm_ifindex), address: address, mac: mac,
            state: NeighbourState(rawValue: header.ndm_state) ?? .none,
            isProxy: header.ndm_flags & UInt8(NTF_PROXY) != 0)
    }
}
