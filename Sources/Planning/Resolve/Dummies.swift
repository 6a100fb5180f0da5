import Netlink
import Warren

extension Dummy: ResolvableWord {
    package static let actions = [Action<Dummy>(.links) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ dummy: Dummy, in node: String) {
        check(dummy.mtu, in: 68...65535, "the MTU", at: dummy.source)
        var link = PlannedLink(
            dummy.name, .request(.dummy(DummyLink())), mac: mac(dummy.mac, at: dummy.source) ?? .stable(node: node, link: dummy.name),
            at: dummy.source, because: "a link to nowhere: a place for addresses that belong to \(node) itself")
        if let mtu = dummy.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }
}
