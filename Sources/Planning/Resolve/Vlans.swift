import Netlink
import Warren

extension Vlan: ResolvableWord {
    package static let actions = [
        Action<Vlan>(.links) { $0.declare($1, in: $2) },
        Action<Vlan>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// VLANs by name; the link below is looked at once all links are known.
    fileprivate mutating func declare(_ vlan: Vlan, in node: String) {
        check(vlan.id, in: 1...4094, "the VLAN", at: vlan.source)
        check(vlan.mtu, in: 68...65535, "the MTU", at: vlan.source)
        let request = VLANLink(lower: vlan.dev, id: UInt16(clamping: vlan.id), tag: vlan.tag == .dot1Q ? .dot1Q : .dot1ad)
        var link = PlannedLink(
            vlan.name, .request(.vlan(request)), mac: mac(vlan.mac, at: vlan.source) ?? .stable(node: node, link: vlan.name),
            at: vlan.source, because: "what it sends leaves by \(vlan.dev) with the tag of VLAN \(vlan.id)")
        if let mtu = vlan.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func resolve(_ vlan: Vlan, in node: String) {
        guard let under = requireLink(vlan.dev, of: node, at: vlan.source), var link = state.link(vlan.name, of: node),
            link.source == vlan.source
        else { return }
        if isCircular(vlan.name, upon: vlan.dev, in: node) {
            return report("\(vlan.name) would lie upon itself; expected on: a link below it", at: vlan.source)
        }
        guard let below = under.mac else {
            return report("\(vlan.dev) of \(node) is no Ethernet link, and only such carry VLANs", at: vlan.source)
        }
        let earlier = state[node]?.links.prefix { $0.name != vlan.name }.first { $0.origin == link.origin }
        if let earlier {
            return report("\(vlan.dev) already has VLAN \(vlan.id): \(earlier.name) (line \(earlier.source.line))", at: vlan.source)
        }
        if link.setsMTU, link.mtu > under.mtu {
            report("an MTU of \(link.mtu) is more than that of \(vlan.dev), \(under.mtu), which the kernel refuses", at: link.mtuSource(vlan.mtu, vlan.source))
        }
        if !link.setsMTU { link.mtu = under.mtu }
        if vlan.mac == nil, link.mac == .stable(node: node, link: vlan.name) { link.mac = below }
        if !under.isUp {
            // The kernel takes a VLAN down with its link, and up with it.
            link.isUp = false
            link.changeSource = link.changeSource ?? under.changeSource
            if takenDownByStage.contains(LinkReference(node: node, link: vlan.dev)) {
                takenDownByStage.insert(LinkReference(node: node, link: vlan.name))
            }
        }
        _ = state.update(node) { $0[link: vlan.name] = link }
    }
}
