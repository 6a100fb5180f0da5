import Addresses
import Netlink
import Warren

extension Pod: ResolvableWord {
    package static let actions = [
        Action<Pod>(.nodes) { $0.declare($1, .pod, $1.name) },
        Action<Pod>(.pods) { $0.join($1) },
        Action<Pod>(.conclusions) { $0.checkProxyARP(of: $1) },
    ]
}

extension Resolver {
    /// Whose the addresses are that nodes have before the pods have theirs.
    mutating func collectOwners() {
        for node in state.nodes {
            for entry in node.addresses {
                owners[OwnedAddress(realm: "", address: entry.value.address.address)] = (node.name, entry.source.line)
            }
        }
    }

    /// The pod's veth pair, addresses and way out, and its host's way in.
    fileprivate mutating func join(_ pod: Pod) {
        guard state.role(of: pod.host) == .host else {
            report("\(pod.name) lives on \(pod.host), which is not part of the lab: put \(pod.host) into a Segment, or name it by itself", lackedBy: pod.host, at: pod.source)
            faulty.insert(pod.name)
            return
        }
        let outer = pod.hostLink ?? LinkName.hidden("veth-", pod.name)
        let addresses = pod.addresses.compactMap { text -> Prefix? in
            if let address = Prefix(text) { return address }
            report(Self.notAnInterfaceAddress(text), at: pod.source)
            faulty.insert(pod.name)
            return nil
        }
        checkUnique(addresses, of: pod)
        var host = PlannedLink(
            outer,
            .request(.veth(VethLink(peerName: "eth0", peerNamespace: pod.name))),
            peer: LinkReference(node: pod.name, link: "eth0"), mac: .stable(node: pod.host, link: outer), at: pod.source,
            because: "\(pod.name)'s cable: one end on \(pod.host), the other is the pod's eth0")
        let inside = PlannedLink(
            "eth0", .peer(of: LinkReference(node: pod.host, link: outer)),
            peer: LinkReference(node: pod.host, link: outer), mac: .stable(node: pod.name, link: "eth0"), at: pod.source,
            because: "\(pod.name)'s end of the cable")
        switch pod.style {
        case .proxyARP where addresses.isEmpty || addresses.contains { $0.family == .ipv4 }:
            host.ipv4Settings[.proxyARP] = 1
            host.proxyDelay = 0
        case .proxyARP:
            break
        case .bridged(let bridge, _, _):
            host.master = bridge
        case .pointToPoint:
            break
        }
        add(host, to: pod.host)
        add(inside, to: pod.name)
        switch pod.style {
        case .proxyARP(let gateway): joinByProxyARP(pod, addresses, gateway, outer)
        case .pointToPoint(let gateway, let gateway6): joinPointToPoint(pod, addresses, [gateway, gateway6].compactMap { $0 }, outer)
        case .bridged(_, let gateway, let gateway6): joinToBridge(pod, addresses, [gateway, gateway6].compactMap { $0 })
        }
    }

    private mutating func joinByProxyARP(_ pod: Pod, _ addresses: [Prefix], _ gateway: String, _ outer: String) {
        guard let gateway = address(gateway, at: pod.source) else { return }
        if gateway.family == .ipv6 {
            return report("proxy_arp speaks of IPv4, and \(gateway) is an IPv6 address; expected style: .pointToPoint(gateway: \"\(gateway)\")", at: pod.source)
        }
        for address in addresses {
            addAddress(address, to: "eth0", of: pod.name, at: pod.source, because: "\(pod.name)'s address")
            addRoute(
                RouteEntry(destination: Prefix(host: address.address), device: outer, scope: .link), to: pod.host,
                at: pod.source, because: "\(pod.host)'s way to \(pod.name)")
        }
        if addresses.isEmpty {
            return report("\(pod.name) has no address, so it has no use for the gateway \(gateway); expected one such as 192.168.10.10/24", lackedBy: pod.name, at: pod.source)
        }
        if addresses.contains(where: { $0.family == .ipv4 }) {
            addRoute(
                RouteEntry(destination: .default(.ipv4), via: gateway, device: "eth0", onlink: true), to: pod.name,
                at: pod.source, because: "\(pod.name)'s way out: \(gateway) exists nowhere, and \(pod.host)'s end of the cable answers for it")
        }
        if addresses.contains(where: { $0.family == .ipv6 }) {
            addRoute(
                RouteEntry(destination: .default(.ipv6), via: .linkLocal(node: pod.host, link: outer), device: "eth0"), to: pod.name,
                at: pod.source, because: "\(pod.name)'s way out: the link-local address of \(pod.host)'s end of the cable")
        }
    }

    private mutating func joinPointToPoint(_ pod: Pod, _ addresses: [Prefix], _ gateways: [String], _ outer: String) {
        for address in addresses {
            addAddress(Prefix(host: address.address), to: "eth0", of: pod.name, at: pod.source, because: "\(pod.name)'s address, without a network around it")
            addRoute(
                RouteEntry(destination: Prefix(host: address.address), device: outer, scope: .link), to: pod.host,
                at: pod.source, because: "\(pod.host)'s way to \(pod.name)")
        }
        for gateway in gateways.compactMap({ address($0, at: pod.source) }) {
            addAddress(Prefix(host: gateway), to: outer, of: pod.host, at: pod.source, because: "the gateway that \(pod.name) sees")
            addRoute(
                RouteEntry(destination: Prefix(host: gateway), device: "eth0", scope: .link), to: pod.name, at: pod.source,
                because: "the gateway is at the cable's other end")
            addRoute(
                RouteEntry(destination: .default(gateway.family), via: gateway, device: "eth0"), to: pod.name, at: pod.source,
                because: "\(pod.name)'s way out")
        }
    }

    private mutating func joinToBridge(_ pod: Pod, _ addresses: [Prefix], _ gateways: [String]) {
        for address in addresses {
            addAddress(address, to: "eth0", of: pod.name, at: pod.source, because: "\(pod.name)'s address")
        }
        for gateway in gateways.compactMap({ address($0, at: pod.source) }) {
            guard addresses.contains(where: { $0.contains(gateway) }) else {
                let known = addresses.map { "\($0.network)" }.joined(separator: ", ")
                report("the gateway \(gateway) is outside \(pod.name)'s network (\(known.isEmpty ? "none: it has no address" : known))", lackedBy: pod.name, at: pod.source)
                continue
            }
            addRoute(
                RouteEntry(destination: .default(gateway.family), via: gateway, device: "eth0"), to: pod.name, at: pod.source,
                because: "\(pod.name)'s way out is the bridge's own address")
        }
    }

    /// A pod that is routed to shares its address with nobody; one on a bridge with nobody on that bridge.
    private mutating func checkUnique(_ addresses: [Prefix], of pod: Pod) {
        let realm = if case .bridged(let bridge, _, _) = pod.style { "\(pod.host)/\(bridge)" } else { "" }
        for address in addresses {
            let key = OwnedAddress(realm: realm, address: address.address)
            if let owner = owners[key] {
                report("\(pod.name) has the address \(address.address) of \(owner.node) (line \(owner.line))", at: pod.source)
            } else {
                owners[key] = (pod.name, pod.source.line)
            }
        }
    }
}

/// An address where it must be unique: among everything that is routed to, or on one bridge.
struct OwnedAddress: Hashable {
    /// Empty, or the host and bridge.
    var realm: String
    var address: IPAddress
}
