import Addresses
import CNetlink

/// How far an address or a route reaches: `RT_SCOPE_…` of <linux/rtnetlink.h>.
public enum RouteScope: UInt8, Sendable, Hashable {
    /// Anywhere. `RT_SCOPE_UNIVERSE`.
    case global = 0
    /// On the link itself, without a router.
    case link = 253
    /// On this host.
    case host = 254
}

/// An address's scope has the same values as a route's.
public typealias AddressScope = RouteScope

/// An address on a link: `ip address add ADDRESS dev LINK`.
public struct AddressEntry: Sendable, Hashable {
    public var link: String
    /// The address with the length of its network.
    public var address: Prefix
    /// The other end of a point-to-point link. The prefix length is then the peer's.
    public var peer: IPAddress?
    /// `nil`: as `ip` chooses, host for 127.0.0.0/8 and ::1, else global.
    public var scope: AddressScope?
    /// IPv6: usable at once, without duplicate address detection (`IFA_F_NODAD`).
    public var noDAD: Bool
    public var broadcast: IPAddress?

    public init(
        link: String, address: Prefix, peer: IPAddress? = nil, scope: AddressScope? = nil,
        noDAD: Bool = false, broadcast: IPAddress? = nil
    ) {
        self.link = link
        self.address = address
        self.peer = peer
        self.scope = scope
        self.noDAD = noDAD
        self.broadcast = broadcast
    }
}

extension Batch {
    /// `ip address add ADDRESS [peer PEER] [broadcast B] [scope S] [nodad] dev LINK`
    public mutating func addAddress(_ entry: AddressEntry, names: some Names) throws(NetlinkError) {
        try address(Int(RTM_NEWADDR), NLM_F_CREATE | NLM_F_EXCL, entry, names)
    }

    /// `ip address delete ADDRESS dev LINK`
    public mutating func removeAddress(_ entry: AddressEntry, names: some Names) throws(NetlinkError) {
        try address(Int(RTM_DELADDR), 0, entry, names)
    }

    private mutating func address(
        _ type: Int, _ flags: Int32, _ entry: AddressEntry, _ names: some Names
    ) throws(NetlinkError) {
        let index = try names.index(of: entry.link)
        append { writer in
            writer.message(type: type, flags: flags) { writer in
                var header = ifaddrmsg()
                header.ifa_family = entry.address.family.number
                header.ifa_prefixlen = UInt8(entry.address.length)
                header.ifa_flags = entry.noDAD ? UInt8(IFA_F_NODAD) : 0
                header.ifa_scope = (entry.scope ?? .ofAddress(entry.address.address)).rawValue
                header.ifa_index = UInt32(bitPattern: index)
                writer.fixed(header)
                writer.put(Int(IFA_LOCAL), address: entry.address.address)
                writer.put(Int(IFA_ADDRESS), address: entry.peer ?? entry.address.address)
                if let broadcast = entry.broadcast { writer.put(Int(IFA_BROADCAST), address: broadcast) }
            }
        }
    }
}

extension AddressEntry {
    /// Decodes the payload of an `RTM_NEWADDR` or `RTM_DELADDR` message.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: ifaddrmsg.self) else { return nil }
        var own: IPAddress?
        var far: IPAddress?
        var flags = UInt32(header.ifa_flags)
        var broadcast: IPAddress?
        for (type, payload) in Attributes(payload, after: ifaddrmsg.self) {
            switch Int(type) {
            case Int(IFA_LOCAL): own = IPAddress(bytes: payload)
            case Int(IFA_ADDRESS): far = IPAddress(bytes: payload)
            case Int(IFA_BROADCAST): broadcast = IPAddress(bytes: payload)
            case Int(IFA_FLAGS): flags = payload.number(as: UInt32.self) ?? flags
            default: break
            }
        }
        // IPv6 without a peer has no IFA_LOCAL.
        guard let address = own ?? far, Int(header.ifa_prefixlen) <= address.family.bits else { return nil }
        self.init(
            link: names.name(of: Int32(bitPattern: header.ifa_index)),
            address: Prefix(address, length: Int(header.ifa_prefixlen)),
            peer: far == address ? nil : far, scope: RouteScope(rawValue: header.ifa_scope),
            noDAD: flags & UInt32(IFA_F_NODAD) != 0, broadcast: broadcast)
    }
}

extension RouteScope {
    /// What `ip address add` puts without `scope`.
    static func ofAddress(_ address: IPAddress) -> RouteScope {
        switch address.family {
        case .ipv4: address.value >> 24 == 127 ? .host : .global
        case .ipv6: address.value == 1 ? .host : .global
        }
    }
}
