import Netlink

/// What a node's kernel holds, as it was read: the raw side of a comparison with a ``NodeState``.
public struct NodeTables: Sendable {
    public var links: [LinkState]
    public var addresses: [AddressEntry]
    public var routes: [RouteEntry]
    public var neighbours: [NeighbourEntry]
    public var forwarding: [ForwardingEntry]
    public var rules: [RuleEntry]
    public var limits: [TokenBucket]
    public var impairments: [Impairment] = []
    /// Of all bridges, also of those that do not keep VLANs apart.
    public var vlans: [BridgeVLANEntry] = []
    /// Of WireGuard devices.
    public var peers: [PlannedPeer] = []
    /// The values of those settings that were asked for, by name.
    public var settings: [String: String]
    /// The node's own table of nftables, if its state has one: as it was made, or as an altered one.
    public var firewall: PlannedFirewall?
    /// Those of Warren's servers that run.
    public var servers: [PlannedServer] = []
    /// Those of the lab's programs that run.
    public var processes: [PlannedProcess] = []

    public init(
        links: [LinkState], addresses: [AddressEntry], routes: [RouteEntry], neighbours: [NeighbourEntry],
        forwarding: [ForwardingEntry], settings: [String: String], rules: [RuleEntry] = [], limits: [TokenBucket] = [],
        firewall: PlannedFirewall? = nil
    ) {
        self.links = links
        self.addresses = addresses
        self.routes = routes
        self.neighbours = neighbours
        self.forwarding = forwarding
        self.settings = settings
        self.firewall = firewall
        self.rules = rules
        self.limits = limits
    }
}

extension NodeState {
    /// The settings whose values tell whether the node is as it should be, its links' own included.
    public var watchedSettings: [String] {
        sysctls.map(\.value.name) + links.flatMap { link in link.ipv4Settings.keys.map { link.sysctl($0) } }
    }
}

extension PlannedLink {
    /// `net.ipv4.conf.veth-pod-a.proxy_arp`, with the link's dots as slashes.
    func sysctl(_ setting: IPv4LinkSetting) -> String {
        "net.ipv4.conf.\(name.sysctlSpelling).\(setting.sysctlName)"
    }
}
