import Addresses
import Netlink
import Warren

extension Wireguard: ResolvableWord {
    package static let actions = [Action<Wireguard>(.links) { $0.declare($1, in: $2) }]
}

extension WireguardPeer: ResolvableWord {
    package static let actions = [Action<WireguardPeer>(.peers) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ wireguard: Wireguard, in node: String) {
        check(wireguard.port, in: 1...65535, "the UDP port", at: wireguard.source)
        check(wireguard.mtu, in: 68...65535, "the MTU", at: wireguard.source)
        var key: WireGuardKey?
        if let text = wireguard.privateKey {
            key = wireGuardKey(text, "private key", at: wireguard.source)
        }
        if let port = wireguard.port, let twin = state[node]?.links.first(where: { $0.wireGuard?.listenPort == UInt16(clamping: port) }) {
            report("\(twin.name) of \(node) already listens on UDP port \(port) (line \(twin.source.line))", at: wireguard.source)
        }
        let request = WireGuardLink(listenPort: wireguard.port.map { UInt16(clamping: $0) }, privateKey: key)
        var link = PlannedLink(
            wireguard.name, .request(.wireguard(request)), mtu: 1420, at: wireguard.source,
            because: "packets travel encrypted inside UDP, each to the peer that its destination is allowed for")
        if let mtu = wireguard.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func declare(_ peer: WireguardPeer, in node: String) {
        let source = peer.source
        guard let link = requireLink(peer.dev, of: node, at: source) else { return }
        guard link.wireGuard != nil else {
            return report("\(peer.dev) of \(node) is no WireGuard device; only such have peers", at: source)
        }
        check(peer.keepalive, in: 1...65535, "the keepalive", at: source)
        check(peer.port, in: 1...65535, "the UDP port", at: source)
        guard let (key, listening) = key(of: peer, in: node) else { return }
        var endpoint: WireGuardPeer.Endpoint?
        if let reference = peer.endpoint {
            guard let address = address(reference, at: source) else { return }
            guard let port = peer.port.map({ UInt16(clamping: $0) }) ?? listening else {
                let why = peer.link.map { "\($0) listens on no port of its own choice" } ?? "nobody knows where the peer listens"
                return report("\(why); expected port: …", at: source)
            }
            endpoint = WireGuardPeer.Endpoint(address: address, port: port)
            // Outer IP, UDP 8, and WireGuard's own 16 bytes in front and 16 behind.
            let overhead = address.family == .ipv6 ? 80 : 60
            if let under = underlay(local: nil, remote: address, of: node), link.mtu + overhead > under.mtu {
                report("an MTU of \(link.mtu) does not fit: \(under.name) has \(under.mtu) bytes and WireGuard adds \(overhead); expected mtu: \(under.mtu - overhead) at the most", at: link.changeSource ?? link.source)
            }
        }
        var allowed: [Prefix] = []
        for reference in peer.allowedIPs { allowed += prefixes(reference, at: source) ?? [] }
        if peer.allowedIPs.isEmpty {
            report("nothing is allowed to or from the peer; expected allowedIPs: at least one network", at: source)
        }
        for other in state[node]?.peers ?? [] where other.value.link == peer.dev {
            if other.value.key == key { return report("\(peer.dev) already has this peer (line \(other.source.line))", at: source) }
            if let twice = other.value.allowedIPs.first(where: allowed.contains) {
                return report("\(twice) is already allowed for another peer of \(peer.dev) (line \(other.source.line)); a network belongs to one", at: source)
            }
        }
        let planned = PlannedPeer(link: peer.dev, key: key, endpoint: endpoint, allowedIPs: allowed, keepalive: peer.keepalive.map { UInt16(clamping: $0) })
        let whose = peer.link.map { "\($0)" } ?? "a peer"
        _ = state.update(node) { $0.peers.append(Declared(planned, at: source, because: "what is for \(allowed.map { "\($0)" }.joined(separator: ", ")) is encrypted for \(whose)")) }
    }

    /// Whose the peer is, and on which port it listens, if it is of the lab.
    private mutating func key(of peer: WireguardPeer, in node: String) -> (PlannedPeer.Key, UInt16?)? {
        if let text = peer.publicKey { return wireGuardKey(text, "public key", at: peer.source).map { (.known($0), nil) } }
        guard let reference = peer.link else { return nil }
        guard state.contains(reference.node) else {
            reportUnknownNode(reference.node, at: peer.source)
            return nil
        }
        guard let other = requireLink(reference.link, of: reference.node, at: peer.source) else { return nil }
        guard let device = other.wireGuard else {
            report("\(reference) is no WireGuard device, and has no key", at: peer.source)
            return nil
        }
        if reference == LinkReference(node: node, link: peer.dev) {
            report("\(reference) is no peer of its own", at: peer.source)
            return nil
        }
        return (.link(reference), device.listenPort)
    }

    private mutating func wireGuardKey(_ text: String, _ what: String, at source: SourceLocation) -> WireGuardKey? {
        if let key = WireGuardKey(text) { return key }
        // The text itself is not repeated: it may be a secret with a typing error.
        report("the \(what) has \(text.utf8.count) characters that are no key; expected 44 of Base64, as `wg genkey` and `wg pubkey` print", at: source)
        return nil
    }
}

extension PlannedLink {
    var wireGuard: WireGuardLink? {
        if case .request(.wireguard(let link)) = origin { link } else { nil }
    }
}
