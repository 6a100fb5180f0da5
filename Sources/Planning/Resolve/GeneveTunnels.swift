import Netlink
import Warren

extension Geneve: ResolvableWord {
    package static let actions = [
        Action<Geneve>(.links) { $0.declare($1, in: $2) },
        Action<Geneve>(stacked: { $0.name }) { $0.resolve($1, in: $2) },
    ]
}

extension Resolver {
    /// Geneve devices by name; the other end is resolved once all addresses are known.
    fileprivate mutating func declare(_ geneve: Geneve, in node: String) {
        check(geneve.id, in: 0...0xff_ffff, "the VNI", at: geneve.source)
        check(geneve.port, in: 1...65535, "the UDP port", at: geneve.source)
        check(geneve.ttl, in: 1...255, "the TTL", at: geneve.source)
        check(geneve.tos, in: 0...255, "the type of service", at: geneve.source)
        check(geneve.mtu, in: 68...65535, "the MTU", at: geneve.source)
        let request = GeneveLink(
            id: UInt32(clamping: geneve.id), remote: nil, port: geneve.port.map { UInt16(clamping: $0) },
            ttl: geneve.ttl.map { UInt8(clamping: $0) }, tos: geneve.tos.map { UInt8(clamping: $0) })
        var link = PlannedLink(
            geneve.name, .request(.geneve(request)),
            mac: mac(geneve.mac, at: geneve.source) ?? .stable(node: node, link: geneve.name), at: geneve.source,
            because: "frames travel inside UDP, all to one peer")
        if let mtu = geneve.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func resolve(_ geneve: Geneve, in node: String) {
        guard var link = state.link(geneve.name, of: node), case .request(.geneve(var request)) = link.origin,
            link.source == geneve.source
        else { return }
        guard let remote = address(geneve.remote, at: geneve.source) else { return }
        request.remote = remote
        if remote.isMulticast {
            report("\(remote) is a multicast address; geneve speaks to one peer, and vxlan to a group", at: geneve.source)
        }
        if state[node]?.addresses.contains(where: { $0.value.address.address == remote }) == true {
            report("the remote \(remote) is \(node)'s own address; expected that of the other end", at: geneve.source)
        }
        for other in state[node]?.links ?? [] {
            if other.name == geneve.name { break }
            if case .request(.geneve(let twin)) = other.origin, twin.id == request.id, twin.remote == remote,
                (twin.port ?? GeneveLink.usualPort) == (request.port ?? GeneveLink.usualPort)
            {
                report("\(node) already has VNI \(geneve.id) to \(remote): \(other.name) (line \(other.source.line))", at: geneve.source)
            }
        }
        // Outer IP 20 or 40, UDP 8, geneve 8, and the inner Ethernet header.
        let overhead = remote.family == .ipv6 ? 70 : 50
        fit(&link, own: geneve.mtu, upon: underlay(local: nil, remote: remote, of: node), adding: overhead, what: "geneve", at: geneve.source)
        link.origin = .request(.geneve(request))
        _ = state.update(node) { $0[link: geneve.name] = link }
    }
}
