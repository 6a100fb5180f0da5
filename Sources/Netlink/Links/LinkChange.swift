import Addresses

/// What is to become different about a link: `ip link set …`, `bridge link set …`, `sysctl net.ipv4.conf.LINK.…`.
/// What is `nil` (or ``Master/unchanged``) stays.
public struct LinkChange: Sendable, Hashable {
    /// The bridge that a link is a port of.
    public enum Master: Sendable, Hashable {
        case unchanged
        /// `nomaster`
        case none
        /// `master NAME`
        case link(String)
    }

    public var up: Bool?
    /// Whether the link is taken down before anything else is done: a bond takes no port that is up.
    public var isDownFirst = false
    /// In bytes.
    public var mtu: Int?
    public var mac: MACAddress?
    public var master: Master
    /// Whether the link makes itself a link-local IPv6 address (`addrgenmode eui64`) or none (`addrgenmode none`).
    public var generatesIPv6Addresses: Bool?
    /// Settings of `net.ipv4.conf.LINK`.
    public var ipv4Settings: [IPv4LinkSetting: Int]
    /// What is particular to its kind.
    public var parameters: LinkParametersChange?
    /// A bridge port's: whether a frame may leave by the port that it came in by.
    public var hairpin: Bool?
    /// A bridge port's: whether the bridge learns addresses from what arrives here.
    public var learning: Bool?

    /// How long an answer to an ARP request for another's address is held back at the most, in milliseconds:
    /// `net.ipv4.neigh.LINK.proxy_delay`, 800 by default.
    public var proxyDelay: Int?

    public init(
        up: Bool? = nil, mtu: Int? = nil, mac: MACAddress? = nil, master: Master = .unchanged,
        generatesIPv6Addresses: Bool? = nil, ipv4Settings: [IPv4LinkSetting: Int] = [:],
        parameters: LinkParametersChange? = nil, hairpin: Bool? = nil, learning: Bool? = nil, proxyDelay: Int? = nil
    ) {
        self.up = up
        self.mtu = mtu
        self.mac = mac
        self.master = master
        self.generatesIPv6Addresses = generatesIPv6Addresses
        self.ipv4Settings = ipv4Settings
        self.parameters = parameters
        self.hairpin = hairpin
        self.learning = learning
        self.proxyDelay = proxyDelay
    }
}

extension LinkChange {
    /// Whether it is about answers to ARP requests alone.
    package var isOfProxyDelay: Bool { proxyDelay != nil && self == LinkChange(proxyDelay: proxyDelay) }
}
