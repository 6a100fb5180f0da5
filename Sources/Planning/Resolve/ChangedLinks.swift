import Warren

extension Link: ResolvableWord {
    package static let actions = [Action<Link>(.changes) { $0.change($1, in: $2) }]
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
