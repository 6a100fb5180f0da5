import Addresses
import Netlink
import Warren

extension GRE: ResolvableWord {
    package static let actions = [
        Action<GRE>(.links) { $0.declare($1, in: $2) },
        Action<GRE>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// GRE devices by name; their ends are resolved once all addresses are known.
    fileprivate mutating func declare(_ gre: GRE, in node: String) {
        check(gre.key, in: 0...Int(UInt32.max), "the key", at: gre.source)
        check(gre.ttl, in: 1...255, "the TTL", at: gre.source)
        check(gre.tos, in: 0...255, "the type of service", at: gre.source)
        check(gre.mtu, in: 68...65535, "the MTU", at: gre.source)
        let carriesEthernet = gre.traits.contains(.ethernet)
        let request = GRELink(
            carriesEthernet: carriesEthernet, key: gre.key.map { UInt32(clamping: $0) }, checksum: gre.traits.contains(.checksum),
            sequence: gre.traits.contains(.sequence), ttl: gre.ttl.map { UInt8(clamping: $0) }, tos: gre.tos.map { UInt8(clamping: $0) })
        if !carriesEthernet, gre.mac != nil {
            report("\(gre.name) carries IP packets, and has no MAC address; expected .ethernet, or no mac:", at: gre.source)
        }
        var link = PlannedLink(
            gre.name, .request(.gre(request)),
            mac: carriesEthernet ? mac(gre.mac, at: gre.source) ?? .stable(node: node, link: gre.name) : nil, at: gre.source,
            because: carriesEthernet ? "frames travel behind an IP and a GRE header" : "an IP and a GRE header in front")
        if let mtu = gre.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func resolve(_ gre: GRE, in node: String) {
        guard var link = state.link(gre.name, of: node), case .request(.gre(var request)) = link.origin, link.source == gre.source
        else { return }
        // Whichever end is of one family alone says which is meant.
        let family = family(of: gre.local) ?? family(of: gre.remote)
        guard let remote = address(gre.remote, family, at: gre.source) else { return }
        request.remote = remote
        if let local = gre.local { request.local = localAddress(local, remote.family, of: node, at: gre.source) }
        if let local = request.local, local.family != remote.family {
            return report("the local address \(local) and the remote \(remote) are of two families; expected one", at: gre.source)
        }
        if state[node]?.addresses.contains(where: { $0.value.address.address == remote }) == true {
            report("the remote \(remote) is \(node)'s own address; expected that of the other end", at: gre.source)
        }
        for other in state[node]?.links ?? [] {
            if other.name == gre.name { break }
            if case .request(.gre(let twin)) = other.origin, twin.carriesEthernet == request.carriesEthernet, twin.local == request.local,
                twin.remote == request.remote, twin.key == request.key
            {
                report("\(node) already has a GRE tunnel of these ends and this key: \(other.name) (line \(other.source.line))", at: gre.source)
            }
        }
        fit(&link, own: gre.mtu, upon: underlay(local: request.local, remote: request.remote, of: node), adding: request.overhead, what: "GRE", at: gre.source)
        link.origin = .request(.gre(request))
        _ = state.update(node) { $0[link: gre.name] = link }
    }

    /// The one family of what a reference stands for; `nil` if it stands for both, or for nothing.
    private func family(of reference: Reference?) -> IPAddress.Family? {
        let families: Set<IPAddress.Family>
        switch reference {
        case .literal(let text): families = Set([IPAddress(text)?.family].compactMap { $0 })
        case .node(let name): families = Set((state[name]?.addresses ?? []).map(\.value.address.family))
        case .link(let link): families = Set((state[link.node]?.addresses(of: link.link) ?? []).map(\.family))
        case nil: families = []
        }
        return families.count == 1 ? families.first : nil
    }
}
