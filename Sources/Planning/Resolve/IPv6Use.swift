import Warren

/// Whether a lab uses IPv6 anywhere: whether any address that it gives, routes or probes has a colon.
enum IPv6Use {
    static func isIn(_ lab: Lab) -> Bool {
        lab.base.contains(where: isIn) || lab.stages.contains { $0.elements.contains(where: isIn) }
    }

    private static func isIn(_ element: Element) -> Bool {
        switch element {
        case .segment(let segment):
            segment.gateways.contains(where: isIn) || segment.attachments.contains { $0.addresses.contains(where: isIn) }
        case .host(let host): host.addresses.contains(where: isIn)
        case .pod(let pod): pod.addresses.contains(where: isIn)
        case .ping(let ping): isIn(ping.to)
        case .within(let within): within.elements.contains(where: isIn)
        case .namespace, .veth, .expect, .stage: false
        case .connect(let connect): isIn(connect.to)
        case .httpGet(let get): get.to.map(isIn) ?? get.path.contains("://[")
        case .serve, .run, .command: false
        }
    }

    private static func isIn(_ element: NodeElement) -> Bool {
        switch element {
        case .address(let address): isIn(address.address)
        case .route(let route): isIn(route.destination) || isIn(route.via) || (route.hops ?? []).contains { isIn($0.via) }
        case .neighbour(let neighbour): isIn(neighbour.address)
        case .forwarding(let forwarding): isIn(forwarding.dst)
        case .vxlan(let vxlan): isIn(vxlan.local) || isIn(vxlan.group)
        case .firewall(let firewall): firewall.rules.contains { isIn($0.from) || isIn($0.to) }
        case .rule(let rule): isIn(rule.from) || isIn(rule.to)
        case .gre(let gre): isIn(gre.local) || isIn(gre.remote)
        case .geneve(let geneve): isIn(geneve.remote)
        case .wireguardPeer(let peer): isIn(peer.endpoint) || peer.allowedIPs.contains(where: isIn)
        case .bridge, .ipip, .link, .sysctl, .limit, .macvlan, .dummy, .vlan, .bridgePort, .vrf, .ipvlan, .impair, .wireguard: false
        }
    }

    private static func isIn(_ text: String?) -> Bool { text?.utf8.contains(UInt8(ascii: ":")) ?? false }

    private static func isIn(_ reference: Reference?) -> Bool {
        if case .literal(let text) = reference { isIn(text) } else { false }
    }
}
