import Addresses
import Netlink
import Warren

extension Vxlan: ResolvableWord {
    package static let actions = [
        Action<Vxlan>(.links) { $0.declare($1, in: $2) },
        Action<Vxlan>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// Vxlan devices by name; what they refer to is resolved once all addresses are known.
    fileprivate mutating func declare(_ vxlan: Vxlan, in node: String) {
        check(vxlan.id, in: 0...0xff_ffff, "the VNI", at: vxlan.source)
        check(vxlan.port, in: 1...65535, "the UDP port", at: vxlan.source)
        check(vxlan.ttl, in: 1...255, "the TTL", at: vxlan.source)
        check(vxlan.mtu, in: 68...65535, "the MTU", at: vxlan.source)
        check(vxlan.ageing, in: 0...1_000_000, "the ageing time", at: vxlan.source)
        let request = VxlanLink(
            id: UInt32(clamping: vxlan.id), port: vxlan.port.map { UInt16(clamping: $0) }, device: vxlan.dev,
            learning: vxlan.learning, ageing: vxlan.ageing, ttl: vxlan.ttl.map { UInt8(clamping: $0) })
        var link = PlannedLink(
            vxlan.name, .request(.vxlan(request)),
            mac: mac(vxlan.mac, at: vxlan.source) ?? .stable(node: node, link: vxlan.name), at: vxlan.source,
            because: vxlan.learning
                ? "frames travel inside UDP; where to, the device learns" : "frames travel inside UDP; where to, declared entries say")
        if let mtu = vxlan.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func resolve(_ vxlan: Vxlan, in node: String) {
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
}
