import Addresses

/// A link as the kernel shows it: one entry of `ip -d -s link show`.
package struct LinkState: Sendable, Hashable {
    /// RFC 2863's operational state: `IF_OPER_…` of <linux/if.h>.
    package enum OperationalState: UInt8, Sendable, Hashable {
        case unknown, notPresent, down, lowerLayerDown, testing, dormant, up
    }

    /// Counters since the link was made.
    package struct Statistics: Sendable, Hashable {
        package var receivedPackets: UInt64 = 0
        package var receivedBytes: UInt64 = 0
        package var receivedDropped: UInt64 = 0
        package var sentPackets: UInt64 = 0
        package var sentBytes: UInt64 = 0
        package var sentDropped: UInt64 = 0

        package init() {}
    }

    package var index: Int32
    package var name: String
    /// `IFLA_INFO_KIND`: "veth", "bridge", …; `nil` for lo and for hardware.
    package var kind: String?
    package var mac: MACAddress?
    /// In bytes.
    package var mtu: Int
    /// `IFF_UP`: the administrator's side.
    package var isUp: Bool
    /// `IFF_LOWER_UP`: the cable's side.
    package var hasCarrier: Bool
    package var operState: OperationalState
    /// The index of the bridge that the link is a port of.
    package var master: Int32?
    /// `IFLA_LINK`: a veth's other end (in the namespace of ``peerNamespaceID``), a tunnel's lower link.
    package var peerIndex: Int32?
    /// `IFLA_LINK_NETNSID`: the kernel's number, in this namespace, of the namespace of ``peerIndex``; `nil`: this one.
    package var peerNamespaceID: Int32?
    /// `ARPHRD_…` of <linux/if_arp.h>: 1 Ethernet, 772 loopback, 768 ipip, 65534 none.
    package var type: UInt16
    /// What was asked for, read back, of a link of a kind that Warren knows, but for a veth; everything that the kernel tells is set.
    package var data: LinkKind?
    /// `BR_STATE_…` of a bridge port: 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking.
    package var bridgePortState: UInt8?
    package var statistics: Statistics
    /// `IFLA_INET_CONF`: the link's settings of IPv4, in the order of ``IPv4LinkSetting``; empty for a link without IPv4.
    package var ipv4Settings: [Int32] = []

    /// Whether the kernel itself has made the link: lo, and what drivers of tunnels have in every namespace once they are loaded
    /// (`net.core.fb_tunnels_only_for_init_net`).
    package var isKernels: Bool { name == "lo" || Self.fallbacks.contains(name) }

    private static let fallbacks: Set = ["tunl0", "gre0", "gretap0", "erspan0", "ip6tnl0", "ip6gre0", "sit0", "ip_vti0", "ip6_vti0"]

    package func value(of setting: IPv4LinkSetting) -> Int? {
        setting.rawValue <= ipv4Settings.count ? Int(ipv4Settings[setting.rawValue - 1]) : nil
    }

    package init(
        index: Int32, name: String, kind: String? = nil, mac: MACAddress? = nil, mtu: Int = 1500,
        isUp: Bool = false, hasCarrier: Bool = false, operState: OperationalState = .unknown,
        master: Int32? = nil, peerIndex: Int32? = nil, peerNamespaceID: Int32? = nil, type: UInt16 = 1,
        data: LinkKind? = nil, bridgePortState: UInt8? = nil, statistics: Statistics = Statistics()
    ) {
        self.index = index
        self.name = name
        self.kind = kind
        self.mac = mac
        self.mtu = mtu
        self.isUp = isUp
        self.hasCarrier = hasCarrier
        self.operState = operState
        self.master = master
        self.peerIndex = peerIndex
        self.peerNamespaceID = peerNamespaceID
        self.type = type
        self.data = data
        self.bridgePortState = bridgePortState
        self.statistics = statistics
    }
}
