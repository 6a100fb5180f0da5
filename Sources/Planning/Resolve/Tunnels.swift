import Addresses
import Netlink
import Warren

extension Resolver {
    /// What links that lie upon others have of these: addresses, now that every node has its own, and MTUs.
    mutating func resolveTunnels() {
        // A tunnel's MTU depends on that of the tunnel below it, wherever in the file that stands; and one that finds its
        // underlay by its address alone may find it on any of the others.
        var tunnels: [(depth: Int, isLoose: Bool, node: String, element: NodeElement)] = []
        forEachWithin { resolver, node, element in
            guard let name = element.stackedName, let state = resolver.state[node], let link = state[link: name] else { return }
            tunnels.append((state.tunnels(below: link), link.lower == nil, node, element))
        }
        let depth = tunnels.map(\.depth).max() ?? -1
        for level in 0..<(depth + 1) {
            for isLoose in [false, true] {
                for tunnel in tunnels where tunnel.depth == level && tunnel.isLoose == isLoose { resolve(tunnel.element, in: tunnel.node) }
            }
        }
    }

    private mutating func resolve(_ element: NodeElement, in node: String) {
        switch element {
        case .vxlan(let vxlan): resolve(vxlan, in: node)
        case .ipip(let ipip): resolve(ipip, in: node)
        case .gre(let gre): resolve(gre, in: node)
        case .geneve(let geneve): resolve(geneve, in: node)
        case .macvlan(let macvlan): resolve(macvlan, in: node)
        case .vlan(let vlan): resolve(vlan, in: node)
        case .ipvlan(let ipvlan): resolve(ipvlan, in: node)
        default: break
        }
    }

    private mutating func resolve(_ vxlan: Vxlan, in node: String) {
        guard var link = state.link(vxlan.name, of: node), case .request(.vxlan(var request)) = link.origin,
            link.source == vxlan.source
        else { return }
        if let group = vxlan.group { request.group = address(group, at: vxlan.source) }
        if let local = vxlan.local { request.local = localAddress(local, request.group?.family, of: node, at: vxlan.source) }
        if let group = request.group, let local = request.local, local.family != group.family {
            report("the local address \(local) and the group \(group) are of two families; expected one", at: vxlan.source)
        }
        if vxlan.group != nil {
            if let group = request.group, !group.isMulticast {
                report("the group \(group) is not a multicast address; expected one of 224.0.0.0/4 or ff00::/8", at: vxlan.source)
            }
            if vxlan.dev == nil {
                report("a multicast group needs the link by which it is joined; expected dev: \"eth0\" or the like", at: vxlan.source)
            }
        }
        if isCircular(vxlan.name, upon: vxlan.dev, in: node) {
            report("\(vxlan.name) would lie upon itself; expected dev: a link below it", at: vxlan.source)
        } else if let dev = vxlan.dev, let under = requireLink(dev, of: node, at: vxlan.source) {
            // Outer Ethernet 14, IP 20 or 40, UDP 8, vxlan 8; of these the underlay's MTU covers all but
            // the outer Ethernet header, and the inner one takes 14 in its place.
            let overhead = (request.local ?? request.group)?.family == .ipv6 ? 70 : 50
            if !link.setsMTU {
                link.mtu = under.mtu - overhead
            } else if link.mtu + overhead > under.mtu {
                report(
                    "an MTU of \(link.mtu) does not fit: \(dev) has \(under.mtu) bytes and vxlan adds \(overhead); expected \(under.mtu - overhead) at the most",
                    at: link.mtuSource(vxlan.mtu, vxlan.source))
            }
        }
        for other in state[node]?.links ?? [] {
            if other.name == vxlan.name { break }
            if case .request(.vxlan(let twin)) = other.origin, twin.id == request.id, (twin.port ?? 8472) == (request.port ?? 8472) {
                report("\(node) already has VNI \(vxlan.id) on UDP port \(request.port ?? 8472): \(other.name) (line \(other.source.line))", at: vxlan.source)
            }
        }
        link.origin = .request(.vxlan(request))
        _ = state.update(node) { $0[link: vxlan.name] = link }
    }

    private mutating func resolve(_ ipip: IPIP, in node: String) {
        guard var link = state.link(ipip.name, of: node), case .request(.ipip(var request)) = link.origin,
            link.source == ipip.source
        else { return }
        if let local = ipip.local { request.local = localAddress(local, .ipv4, of: node, at: ipip.source) }
        if let remote = ipip.remote { request.remote = address(remote, .ipv4, at: ipip.source) }
        for end in [request.local, request.remote].compactMap({ $0 }) where end.family != .ipv4 {
            report("ipip carries IPv4 in IPv4; \(end) is an IPv6 address", at: ipip.source)
        }
        if let local = request.local,
            let dev = state[node]?.addresses.first(where: { $0.value.address.address == local })?.value.link,
            let under = state.link(dev, of: node)
        {
            if link.mtu + 20 > under.mtu {
                let choice = link.setsMTU ? "" : ", the kernel's own choice,"
                report(
                    "an MTU of \(link.mtu)\(choice) does not fit: \(dev) has \(under.mtu) bytes and ipip adds 20; expected \(link.setsMTU ? "" : "mtu: ")\(under.mtu - 20) at the most",
                    at: link.mtuSource(ipip.mtu, ipip.source))
            }
        }
        link.origin = .request(.ipip(request))
        _ = state.update(node) { $0[link: ipip.name] = link }
    }

    /// Whether a link would lie upon itself, directly or by others.
    func isCircular(_ link: String, upon dev: String?, in node: String) -> Bool {
        var lower = dev
        for _ in state[node]?.links ?? [] {
            guard let name = lower else { return false }
            if name == link { return true }
            lower = state.link(name, of: node)?.lower
        }
        return false
    }

    /// An address that must be one of the node's own; of a node that stands for several, one of the family if it can be.
    mutating func localAddress(
        _ reference: Reference, _ family: IPAddress.Family?, of node: String, at source: SourceLocation
    ) -> IPAddress? {
        guard let local = address(reference, family, at: source) else { return nil }
        guard let addresses = state[node]?.addresses.map(\.value.address.address), !addresses.contains(local) else { return local }
        let known = addresses.map(\.description).joined(separator: ", ")
        report("the local address \(local) is not one of \(node)'s (\(known.isEmpty ? "it has none" : known))", lackedBy: node, at: source)
        return nil
    }
}

extension NodeElement {
    /// The name of a link that lies upon another, or finds its way by the node's addresses.
    fileprivate var stackedName: String? {
        switch self {
        case .vxlan(let vxlan): vxlan.name
        case .ipip(let ipip): ipip.name
        case .gre(let gre): gre.name
        case .geneve(let geneve): geneve.name
        case .macvlan(let macvlan): macvlan.name
        case .vlan(let vlan): vlan.name
        case .ipvlan(let ipvlan): ipvlan.name
        default: nil
        }
    }
}

extension PlannedLink {
    /// The line that gave the MTU: that of a change to the link, unless it is what the tunnel's own line says.
    func mtuSource(_ own: Int?, _ source: SourceLocation) -> SourceLocation {
        own == mtu ? source : changeSource ?? source
    }
}
