import Warren

extension Link: ResolvableWord {
    package static let actions = [Action<Link>(.changes) { $0.change($1, in: $2) }]
}

extension Link: ExpectableWord {
    package var expectedLink: String? { name }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? {
        resolver.check(mtu, in: 68...65535, "the MTU", at: source)
        if mtu == nil, mac == nil, state == nil {
            resolver.report("nothing is expected of \(name); expected an MTU, a MAC address, .up or .down", at: source)
            return nil
        }
        let address = mac.flatMap { resolver.mac($0, at: source) }
        if mac != nil, address == nil { return nil }
        return .linkState(ExpectedLinkState(name: name, mtu: mtu, mac: address, isUp: state.map { $0 == .up }))
    }
}

extension Resolver {
    /// A change to a link that is there anyway.
    fileprivate mutating func change(_ change: Link, in node: String) {
        guard var link = requireLink(change.name, of: node, at: change.source) else { return }
        check(change.mtu, in: 68...65535, "the MTU", at: change.source)
        if let mtu = change.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        if let state = change.state {
            link.isUp = state == .up
            if state == .down, isOfStage { takenDownByStage.insert(LinkReference(node: node, link: change.name)) }
        }
        if let text = change.mac, let mac = mac(text, at: change.source) {
            if link.mac == nil {
                report("\(change.name) of \(node) has no MAC address to change", at: change.source)
            } else {
                link.mac = mac
            }
        }
        link.changeSource = change.source
        _ = state.update(node) { $0[link: change.name] = link }
    }
}
