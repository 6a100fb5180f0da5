import Addresses
import Netlink
import Warren

extension IPIP: ResolvableWord {
    package static let actions = [
        Action<IPIP>(.links) { $0.declare($1, in: $2) },
        Action<IPIP>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// Ipip devices by name; their ends are resolved once all addresses are known.
    fileprivate mutating func declare(_ ipip: IPIP, in node: String) {
        check(ipip.ttl, in: 1...255, "the TTL", at: ipip.source)
        check(ipip.mtu, in: 68...65535, "the MTU", at: ipip.source)
        let request = IPIPLink(ttl: ipip.ttl.map { UInt8(clamping: $0) })
        var link = PlannedLink(
            ipip.name, .request(.ipip(request)), mtu: 1480, at: ipip.source,
            because: ipip.remote == nil
                ? "another IP header in front; its destination is the next hop of the route into the tunnel"
                : "another IP header in front")
        if let mtu = ipip.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func resolve(_ ipip: IPIP, in node: String) {
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
}
