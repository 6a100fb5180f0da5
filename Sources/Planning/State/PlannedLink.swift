import Addresses
import Netlink
import Warren

/// A link as a stage wants it.
package struct PlannedLink: Sendable, Hashable {
    /// Where the link comes from.
    package enum Origin: Sendable, Hashable {
        /// The kernel makes it with the namespace: `lo`.
        case namespace
        /// Made by a request in this node. That of a veth leaves out its peer's MAC address and MTU, which are
        /// the peer's own and can be changed.
        indirect case request(LinkKind)
        /// The other end of the veth that this link's request makes.
        case peer(of: LinkReference)
    }

    package var name: String
    package var origin: Origin
    /// The other end, of a veth.
    package var peer: LinkReference?
    /// `nil` for links without Ethernet addresses.
    package var mac: MACAddress?
    /// What the link's MTU is, in bytes, whether asked for or the kernel's own choice.
    package var mtu: Int
    /// Whether the MTU must be set, because it is not what the kernel chooses.
    package var setsMTU: Bool
    package var isUp: Bool
    package var master: String?
    /// The node that has the link below, if it is another one: the request is that node's.
    package var lowerNode: String?
    package var hairpin: Bool
    package var ipv4Settings: [IPv4LinkSetting: Int]
    /// In milliseconds; `nil`: the kernel's 800.
    package var proxyDelay: Int?
    package var source: SourceLocation
    package var reason: String
    /// Where the lab changes the link, if it does: a ``Warren/Link``.
    package var changeSource: SourceLocation?

    package init(
        _ name: String, _ origin: Origin, peer: LinkReference? = nil, mac: MACAddress? = nil, mtu: Int = 1500,
        setsMTU: Bool = false, isUp: Bool = true, master: String? = nil, at source: SourceLocation, because reason: String
    ) {
        self.name = name
        self.origin = origin
        self.peer = peer
        self.mac = mac
        self.mtu = mtu
        self.setsMTU = setsMTU
        self.isUp = isUp
        self.master = master
        self.hairpin = false
        self.ipv4Settings = [:]
        self.proxyDelay = nil
        self.source = source
        self.reason = reason
    }
}

extension PlannedLink {
    /// Whether the kernel is to hold the same, wherever and for whatever reason it was declared.
    func isAlike(_ other: PlannedLink) -> Bool {
        if self == other { return true }
        var other = other
        (other.source, other.reason, other.changeSource) = (source, reason, changeSource)
        return self == other
    }

    /// The family of a vxlan device's outer headers, where its own parameters tell.
    var outerFamily: IPAddress.Family? {
        if case .request(.vxlan(let vxlan)) = origin { (vxlan.local ?? vxlan.group)?.family } else { nil }
    }

    /// How other links become its ports; `nil`: it has none.
    package var ports: LinkPorts? { if case .request(let kind) = origin { kind.ports } else { nil } }

    /// The UDP port that a vxlan device speaks on, the kernel's default included; `nil` for other links.
    package var vxlanPort: UInt16? {
        if case .request(.vxlan(let vxlan)) = origin { vxlan.port ?? VxlanLink.usualPort } else { nil }
    }

    /// The UDP port that a geneve device speaks on; `nil` for other links.
    package var genevePort: UInt16? {
        if case .request(.geneve(let geneve)) = origin { geneve.port ?? GeneveLink.usualPort } else { nil }
    }

    /// In milliseconds: `net.ipv4.neigh.LINK.proxy_delay` where nobody sets it.
    static let kernelsProxyDelay = 800
}
