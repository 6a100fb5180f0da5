import Netlink
import Warren

extension Macvlan: ResolvableWord {
    package static let actions = [
        Action<Macvlan>(.links) { $0.declare($1, in: $2) },
        Action<Macvlan>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// Macvlans by name; the link below is looked at once all links are known.
    fileprivate mutating func declare(_ macvlan: Macvlan, in node: String) {
        let modes: [Macvlan.Mode: MacvlanLink.Mode] = [.private: .private, .vepa: .vepa, .passthru: .passthru]
        let request = MacvlanLink(lower: macvlan.dev, mode: modes[macvlan.mode] ?? .bridge)
        if macvlan.mode == .passthru, macvlan.mac != nil {
            report("a macvlan of the mode passthru has the MAC address of the link below, and no other", at: macvlan.source)
        }
        add(
            PlannedLink(
                macvlan.name, .request(.macvlan(request)),
                mac: mac(macvlan.mac, at: macvlan.source) ?? .stable(node: node, link: macvlan.name), at: macvlan.source,
                because: "a second Ethernet address on \(macvlan.dev)"), to: node)
    }

    fileprivate mutating func resolve(_ macvlan: Macvlan, in node: String) {
        guard let under = requireLink(macvlan.dev, of: node, at: macvlan.source), var link = state.link(macvlan.name, of: node),
            link.source == macvlan.source
        else { return }
        guard under.mac != nil, under.name != macvlan.name else {
            return report("\(macvlan.dev) of \(node) is no Ethernet link that a macvlan can lie upon", at: macvlan.source)
        }
        if case .request(.macvlan) = under.origin {
            return report("\(macvlan.dev) of \(node) is a macvlan itself; expected the link below it", at: macvlan.source)
        }
        if !link.setsMTU { link.mtu = under.mtu }
        if macvlan.mode == .passthru { link.mac = under.mac }
        _ = state.update(node) { $0[link: macvlan.name] = link }
    }
}
