import Netlink
import Warren

extension IPVlan: ResolvableWord {
    package static let actions = [
        Action<IPVlan>(.links) { $0.declare($1, in: $2) },
        Action<IPVlan>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// Ipvlans by name; the link below is looked at once all links are known.
    fileprivate mutating func declare(_ ipvlan: IPVlan, in node: String) {
        let modes: [IPVlan.Mode: IPVLANLink.Mode] = [.l2: .l2, .l3: .l3, .l3s: .l3s]
        var link = PlannedLink(
            ipvlan.name, .request(.ipvlan(IPVLANLink(lower: ipvlan.dev, mode: modes[ipvlan.mode] ?? .l2))),
            mac: .stable(node: node, link: ipvlan.name), at: ipvlan.source,
            because: "more IP addresses behind the MAC address of \(ipvlan.below.map { "\($0):" } ?? "")\(ipvlan.dev)")
        if let below = ipvlan.below, below != node { link.lowerNode = below }
        add(link, to: node)
    }

    fileprivate mutating func resolve(_ ipvlan: IPVlan, in node: String) {
        let place = ipvlan.below ?? node
        guard state.contains(place) else { return reportUnknownNode(place, at: ipvlan.source) }
        guard let under = requireLink(ipvlan.dev, of: place, at: ipvlan.source), var link = state.link(ipvlan.name, of: node),
            link.source == ipvlan.source
        else { return }
        if under.mac == nil || place == node && under.name == ipvlan.name {
            return report("\(ipvlan.dev) of \(place) is no Ethernet link that an ipvlan can lie upon", at: ipvlan.source)
        }
        if place != node, under.isTunnel {
            return report("\(ipvlan.dev) of \(place) lies upon another link itself; from another node, an ipvlan lies upon a cable or a bridge", at: ipvlan.source)
        }
        if let master = under.master {
            return report("\(ipvlan.dev) of \(place) is a port of \(master), and cannot have ipvlans as well", at: ipvlan.source)
        }
        for other in state.nodes {
            for sibling in other.links where (sibling.lowerNode ?? other.name) == place && sibling.lower == ipvlan.dev {
                switch sibling.origin {
                case .request(.ipvlan) where sibling.origin != link.origin:
                    return report("\(ipvlan.dev) has ipvlans of another mode: \(sibling.name) (line \(sibling.source.line)); all on one link have the same", at: ipvlan.source)
                case .request(.macvlan):
                    return report("\(ipvlan.dev) has a macvlan: \(sibling.name) (line \(sibling.source.line)); a link has ipvlans or macvlans", at: ipvlan.source)
                default: break
                }
            }
        }
        if !link.setsMTU { link.mtu = under.mtu }
        link.mac = under.mac
        _ = state.update(node) { $0[link: ipvlan.name] = link }
    }
}
