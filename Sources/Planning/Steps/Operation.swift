import Netlink

/// One kernel operation in one namespace. Indirect, because a large lab has a hundred thousand: a case may be large, and each is handed
/// on several times.
public indirect enum Operation: Sendable, Hashable {
    case createNamespace
    case removeNamespace
    case createLink(LinkRequest)
    case deleteLink(String)
    case changeLink(String, LinkChange)
    /// Drops what a link has learned from packets: its neighbours and forwarding entries that are not permanent.
    case forgetLearned(String)
    /// The delay before a proxied ARP request is answered, in milliseconds: `net.ipv4.neigh.LINK.proxy_delay`.
    case setProxyDelay(String, milliseconds: Int)
    case addAddress(AddressEntry)
    case removeAddress(AddressEntry)
    case addRoute(RouteEntry)
    case removeRoute(RouteEntry)
    case addNeighbour(NeighbourEntry)
    case removeNeighbour(NeighbourEntry)
    case addForwarding(ForwardingEntry)
    case removeForwarding(ForwardingEntry)
    case addRule(RuleEntry)
    case removeRule(RuleEntry)
    case setLimit(TokenBucket)
    case removeLimit(TokenBucket)
    case addImpairment(Impairment)
    case removeImpairment(Impairment)
    case addBridgeVLAN(BridgeVLANEntry)
    case removeBridgeVLAN(BridgeVLANEntry)
    /// The private key and the port of a new device.
    case setWireGuard(String, WireGuardLink)
    case addWireGuardPeer(PlannedPeer)
    case removeWireGuardPeer(PlannedPeer)
    case setSysctl(String, value: String)
    /// Back to what the setting was before the lab set it.
    case restoreSysctl(String)
    /// The node's whole table of nftables, made or replaced in one transaction.
    case setFirewall(PlannedFirewall, replacing: Bool)
    case removeFirewall
    case serve(PlannedServer)
    case stopServing(PlannedServer)
    case start(PlannedProcess)
    case end(PlannedProcess)
}
