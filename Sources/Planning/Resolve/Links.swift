import Addresses
import Netlink
import Warren

extension Resolver {
    /// Veth pairs between any two nodes.
    mutating func declareVeths() {
        for case .veth(let veth) in elements {
            check(veth.mtu, in: 68...65535, "the veth's MTU", at: veth.source)
            var isKnown = true
            for end in [veth.a, veth.b] where !state.contains(end.node) {
                reportUnknownNode(end.node, at: veth.source)
                isKnown = false
            }
            guard isKnown else { continue }
            if veth.a == veth.b {
                faulty.insert(veth.a.node)
                report("both ends of the cable are \(veth.a); expected two links", at: veth.source)
                continue
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

    /// Bridges and tunnels, by name; what they refer to is resolved once all addresses are known.
    mutating func declareLinks() {
        forEachWithin { resolver, node, element in
            switch element {
            case .bridge(let bridge): resolver.declare(bridge, in: node)
            case .vxlan(let vxlan): resolver.declare(vxlan, in: node)
            case .ipip(let ipip): resolver.declare(ipip, in: node)
            case .macvlan(let macvlan): resolver.declare(macvlan, in: node)
            case .dummy(let dummy): resolver.declare(dummy, in: node)
            case .gre(let gre): resolver.declare(gre, in: node)
            case .geneve(let geneve): resolver.declare(geneve, in: node)
            case .vlan(let vlan): resolver.declare(vlan, in: node)
            case .vrf(let vrf): resolver.declare(vrf, in: node)
            case .wireguard(let wireguard): resolver.declare(wireguard, in: node)
            case .ipvlan(let ipvlan): resolver.declare(ipvlan, in: node)
            default: break
            }
        }
        // Ports after all bridges and links, so that the order in the file does not matter.
        forEachWithin { resolver, node, element in
            switch element {
            case .bridge(let bridge): resolver.connectPorts(of: bridge, in: node)
            case .vrf(let vrf): resolver.connectLinks(of: vrf, in: node)
            default: break
            }
        }
        checkMasters()
    }

    private mutating func declare(_ bridge: Bridge, in node: String) {
        check(bridge.mtu, in: 68...65535, "the bridge's MTU", at: bridge.source)
        check(bridge.ageing, in: 0...1_000_000, "the bridge's ageing time", at: bridge.source)
        var link = PlannedLink(
            bridge.name, .request(.bridge(BridgeLink(ageing: bridge.ageing.map(Double.init), vlanFiltering: bridge.vlanFiltering))),
            mac: mac(bridge.mac, at: bridge.source) ?? .stable(node: node, link: bridge.name), at: bridge.source,
            because: "a bridge: a switch within \(node)" + (bridge.vlanFiltering == true ? ", which keeps VLANs apart" : ""))
        if let mtu = bridge.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    private mutating func connectPorts(of bridge: Bridge, in node: String) {
        for port in bridge.ports {
            guard let link = requireLink(port, of: node, at: bridge.source) else { continue }
            if link.mac == nil || link.isBridge {
                report("\(port) of \(node) cannot be a port of \(bridge.name): a port is an Ethernet link, and not a bridge itself", at: bridge.source)
                continue
            }
            if let master = link.master, master != bridge.name {
                report("\(port) is already a port of \(master)", at: bridge.source)
                continue
            }
            _ = state.update(node) { $0[link: port]?.master = bridge.name }
        }
        guard bridge.hairpin else { return }
        for link in state[node]?.links ?? [] where link.master == bridge.name {
            _ = state.update(node) { $0[link: link.name]?.hairpin = true }
        }
    }

    /// A pod of the bridged style names a bridge that its host must have.
    private mutating func checkMasters() {
        for node in state.nodes {
            for link in node.links {
                guard let master = link.master, let bridge = requireLink(master, of: node.name, at: link.source) else { continue }
                if !bridge.isBridge, bridge.vrfTable == nil {
                    report("\(master) of \(node.name) is not a bridge, so \(link.name) cannot be its port", at: link.source)
                }
            }
        }
    }

    private mutating func declare(_ vxlan: Vxlan, in node: String) {
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

    private mutating func declare(_ ipip: IPIP, in node: String) {
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

    /// Changes to links that are there anyway.
    mutating func changeLinks() {
        forEachWithin { resolver, node, element in
            guard case .link(let change) = element, var link = resolver.requireLink(change.name, of: node, at: change.source)
            else { return }
            resolver.check(change.mtu, in: 68...65535, "the MTU", at: change.source)
            if let mtu = change.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
            if let state = change.state {
                link.isUp = state == .up
                let reference = LinkReference(node: node, link: change.name)
                if state == .down, resolver.isOfStage { resolver.takenDownByStage.insert(reference) }
            }
            if let text = change.mac, let mac = resolver.mac(text, at: change.source) {
                if link.mac == nil {
                    resolver.report("\(change.name) of \(node) has no MAC address to change", at: change.source)
                } else {
                    link.mac = mac
                }
            }
            link.changeSource = change.source
            _ = resolver.state.update(node) { $0[link: change.name] = link }
        }
    }
}

extension PlannedLink {
    public var isBridge: Bool {
        if case .request(.bridge) = origin { true } else { false }
    }
}
