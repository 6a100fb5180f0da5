import Addresses

/// What is to become different about a link: `ip link set …`, `bridge link set …`, `sysctl net.ipv4.conf.LINK.…`.
/// What is `nil` (or ``Master/unchanged``) stays.
package struct LinkChange: Sendable, Hashable {
    /// The bridge that a link is a port of.
    package enum Master: Sendable, Hashable {
        case unchanged
        /// `nomaster`
        case none
        /// `master NAME`
        case link(String)
    }

    package var up: Bool?
    /// Whether the link is taken down before anything else is done: a bond takes no port that is up.
    package var isDownFirst = false
    /// Whether ``up`` is told by a request of its own, after the master: before Linux 6.5 one request for both has the link up
    /// before it joins. Joining and leaving a bond also change by themselves whether it is up.
    package var isUpLast = false
    /// In bytes.
    package var mtu: Int?
    package var mac: MACAddress?
    package var master: Master
    /// Whether the link makes itself a link-local IPv6 address (`addrgenmode eui64`) or none (`addrgenmode none`).
    package var generatesIPv6Addresses: Bool?
    /// Settings of `net.ipv4.conf.LINK`.
    package var ipv4Settings: [IPv4LinkSetting: Int]
    /// What is particular to its kind.
    package var parameters: LinkParametersChange?
    /// A bridge port's: whether a frame may leave by the port that it came in by.
    package var hairpin: Bool?
    /// A bridge port's: whether the bridge learns addresses from what arrives here.
    package var learning: Bool?

    /// How long an answer to an ARP request for another's address is held back at the most, in milliseconds:
    /// `net.ipv4.neigh.LINK.proxy_delay`, 800 by default.
    package var proxyDelay: Int?

    package init(
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
