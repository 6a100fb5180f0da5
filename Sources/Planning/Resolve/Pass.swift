/// When a word acts. The passes build on each other in this order: a tunnel's local address needs the nodes' addresses,
/// and a route's next hop needs the links and their networks.
package enum Pass: Int, CaseIterable, Comparable, Sendable {
    /// Nodes come to be, with their loopback.
    case nodes
    /// Bridges of segments, gateways and the cables to hosts.
    case segments
    /// Cables, addresses and routes of pods.
    case pods
    /// Cables between any two nodes.
    case cables
    /// Links by name. What they refer to is looked at once all links are known.
    case links
    /// Links become ports of others, so that the order in the file does not matter.
    case ports
    /// Addresses of links.
    case addresses
    /// Links that are there anyway are changed.
    case changes
    /// Links that lie upon others, the lowest first: addresses, now that every node has its own, and MTUs.
    case stacks
    /// Next hops that routes share.
    case nexthops
    case routes
    case neighbours
    case forwarding
    case settings
    case firewalls
    case rules
    case peers
    case vlans
    case impairments
    case limits
    case servers
    case programs
    /// What can be judged only once all the rest is there.
    case conclusions
    /// What a stage proves. It adds nothing to the network.
    case proofs

    package static func < (one: Pass, other: Pass) -> Bool { one.rawValue < other.rawValue }
}
