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
    /// In bytes.
    public var mtu: Int?
    public var mac: MACAddress?
    public var master: Master
    /// Whether the link makes itself a link-local IPv6 address (`addrgenmode eui64`) or none (`addrgenmode none`).
    public var generatesIPv6Addresses: Bool?
    /// Settings of `net.ipv4.conf.LINK`.
    public var ipv4Settings: [IPv4LinkSetting: Int]
    /// A vxlan device's: where its packets go and what it learns.
    public var vxlan: VxlanChange?
    /// A bridge port's: whether a frame may leave by the port that it came in by.
    public var hairpin: Bool?
    /// A bridge port's: whether the bridge learns addresses from what arrives here.
    public var learning: Bool?

    public init(
        up: Bool? = nil, mtu: Int? = nil, mac: MACAddress? = nil, master: Master = .unchanged,
        generatesIPv6Addresses: Bool? = nil, ipv4Settings: [IPv4LinkSetting: Int] = [:],
        vxlan: VxlanChange? = nil, hairpin: Bool? = nil, learning: Bool? = nil
    ) {
        self.up = up
        self.mtu = mtu
        self.mac = mac
        self.master = master
        self.generatesIPv6Addresses = generatesIPv6Addresses
        self.ipv4Settings = ipv4Settings
        self.vxlan = vxlan
        self.hairpin = hairpin
        self.learning = learning
    }
}
