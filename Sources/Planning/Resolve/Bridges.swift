import Netlink
import Warren

extension Bridge: ResolvableWord {
    package static let actions = [
        Action<Bridge>(.links) { $0.declare($1, in: $2) },
        Action<Bridge>(.ports) { $0.connectPorts(of: $1, in: $2) },
    ]
}

extension Resolver {
    fileprivate mutating func declare(_ bridge: Bridge, in node: String) {
        check(bridge.mtu, in: 68...65535, "the bridge's MTU", at: bridge.source)
        check(bridge.ageing, in: 0...1_000_000, "the bridge's ageing time", at: bridge.source)
        var link = PlannedLink(
            bridge.name, .request(.bridge(BridgeLink(ageing: bridge.ageing.map(Double.init), vlanFiltering: bridge.vlanFiltering))),
            mac: mac(bridge.mac, at: bridge.source) ?? .stable(node: node, link: bridge.name), at: bridge.source,
            because: "a bridge: a switch within \(node)" + (bridge.vlanFiltering == true ? ", which keeps VLANs apart" : ""))
        if let mtu = bridge.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    fileprivate mutating func connectPorts(of bridge: Bridge, in node: String) {
        for port in bridge.ports {
            connect(port, to: bridge.name, of: node, at: bridge.source) { link in
                link.mac == nil || link.isBridge ? "a port is an Ethernet link, and not a bridge itself" : nil
            }
        }
        guard bridge.hairpin else { return }
        for link in state[node]?.links ?? [] where link.master == bridge.name {
            _ = state.update(node) { $0[link: link.name]?.hairpin = true }
        }
    }
}

extension PlannedLink {
    package var isBridge: Bool {
        if case .request(.bridge) = origin { true } else { false }
    }
}
