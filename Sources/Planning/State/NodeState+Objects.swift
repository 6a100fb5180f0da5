import Netlink

// The kinds that much is asked about, by name. Others are at ``NodeState/objects``.
extension NodeState {
    package var addresses: [Declared<AddressEntry>] {
        get { objects[AddressEntry.self] }
        _modify { yield &objects[AddressEntry.self] }
    }
    package var routes: [Declared<RouteEntry>] {
        get { objects[RouteEntry.self] }
        _modify { yield &objects[RouteEntry.self] }
    }
    package var neighbours: [Declared<NeighbourEntry>] {
        get { objects[NeighbourEntry.self] }
        _modify { yield &objects[NeighbourEntry.self] }
    }
    package var forwarding: [Declared<ForwardingEntry>] {
        get { objects[ForwardingEntry.self] }
        _modify { yield &objects[ForwardingEntry.self] }
    }
    package var rules: [Declared<RuleEntry>] {
        get { objects[RuleEntry.self] }
        _modify { yield &objects[RuleEntry.self] }
    }
    package var limits: [Declared<TokenBucket>] {
        get { objects[TokenBucket.self] }
        _modify { yield &objects[TokenBucket.self] }
    }
    package var impairments: [Declared<Impairment>] {
        get { objects[Impairment.self] }
        _modify { yield &objects[Impairment.self] }
    }
    package var vlans: [Declared<BridgeVLANEntry>] {
        get { objects[BridgeVLANEntry.self] }
        _modify { yield &objects[BridgeVLANEntry.self] }
    }
    package var peers: [Declared<PlannedPeer>] {
        get { objects[PlannedPeer.self] }
        _modify { yield &objects[PlannedPeer.self] }
    }
}

extension RouteEntry {
    /// The links by which the route leads.
    var devices: [String] { links }
}
