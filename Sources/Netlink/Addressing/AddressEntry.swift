import Addresses

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
