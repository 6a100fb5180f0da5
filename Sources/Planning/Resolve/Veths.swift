import Netlink
import Warren

extension Veth: ResolvableWord {
    package static let actions = [Action<Veth>(.cables) { $0.declare($1) }]
}

extension Resolver {
    /// A veth pair between any two nodes.
    fileprivate mutating func declare(_ veth: Veth) {
        check(veth.mtu, in: 68...65535, "the veth's MTU", at: veth.source)
        let unknown = [veth.a, veth.b].filter { !state.contains($0.node) }
        for end in unknown { reportUnknownNode(end.node, at: veth.source) }
        guard unknown.isEmpty else { return }
        if veth.a == veth.b {
            faulty.insert(veth.a.node)
            return report("both ends of the cable are \(veth.a); expected two links", at: veth.source)
        }
        let request = VethLink(peerName: veth.b.link, peerNamespace: veth.b.node)
        var a = PlannedLink(
            veth.a.link, .request(.veth(request)), peer: veth.b, mac: .stable(node: veth.a.node, link: veth.a.link),
            at: veth.source, because: "a cable from \(veth.a.node) to \(veth.b.node)")
        var b = PlannedLink(
            veth.b.link, .peer(of: veth.a), peer: veth.a, mac: .stable(node: veth.b.node, link: veth.b.link),
            at: veth.source, because: "the cable's other end")
        if let mtu = veth.mtu { (a.mtu, a.setsMTU, b.mtu, b.setsMTU) = (mtu, true, mtu, true) }
        add(a, to: veth.a.node)
        add(b, to: veth.b.node)
    }
}
