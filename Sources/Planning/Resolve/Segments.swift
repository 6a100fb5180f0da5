import Addresses
import Netlink
import Warren

extension Segment: ResolvableWord {
    package static let actions = [
        Action<Segment>(.nodes) { resolver, segment in
            let speaksIPv6 = segment.gateways.contains { $0.utf8.contains(UInt8(ascii: ":")) }
            resolver.declare(segment, .segment, segment.name, isSilent: !speaksIPv6)
        },
        Action<Segment>(.segments) { $0.declareLinks(of: $1) },
    ]
}

extension Resolver {
    /// The segment's bridge, its gateway, and the veth pairs that lead to its hosts.
    fileprivate mutating func declareLinks(of segment: Segment) {
        check(segment.mtu, in: 68...65535, "the segment's MTU", at: segment.source)
        let bridge = LinkName.hidden("", segment.name)
        var link = PlannedLink(
            bridge, .request(.bridge(BridgeLink(multicastSnooping: false))), mac: .stable(node: segment.name, link: bridge),
            at: segment.source, because: "the segment is a bridge, and passes multicast on like a plain switch")
        if let mtu = segment.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: segment.name)
        for attachment in segment.attachments { attach(attachment, to: segment, bridge: bridge) }
        declareGateways(of: segment, bridge: bridge)
    }

    private mutating func attach(_ attachment: Attachment, to segment: Segment, bridge: String) {
        let node = attachment.node, name = attachment.link ?? "eth0"
        guard state.contains(node) else { return reportUnknownNode(node, at: attachment.source) }
        if attachment.link == nil, let earlier = state.link(name, of: node) {
            return report(
                "\(node) already stands in a segment by its eth0 (line \(earlier.source.line)); here it needs a link of its own: \(node).attached(as: \"eth1\", \"…/24\")",
                at: attachment.source)
        }
        if let fault = LinkName.fault(name) {
            faulty.insert(node)
            return report(fault, at: attachment.source)
        }
        let port = LinkName.hidden("", name == "eth0" ? node : "\(node).\(name)")
        let request = VethLink(peerName: port, peerNamespace: segment.name)
        var inside = PlannedLink(
            name, .request(.veth(request)), peer: LinkReference(node: segment.name, link: port),
            mac: .stable(node: node, link: name), at: attachment.source, because: "\(node)'s cable to \(segment.name)")
        var outside = PlannedLink(
            port, .peer(of: LinkReference(node: node, link: name)), peer: LinkReference(node: node, link: name),
            mac: .stable(node: segment.name, link: port), master: bridge, at: attachment.source,
            because: "the cable's other end is a port of \(segment.name)")
        if let mtu = segment.mtu {
            (inside.mtu, inside.setsMTU, outside.mtu, outside.setsMTU) = (mtu, true, mtu, true)
        }
        add(inside, to: node)
        add(outside, to: segment.name)
        for text in attachment.addresses {
            addAddress(text, to: name, of: node, at: attachment.source, because: "\(node)'s address on \(segment.name)")
        }
    }

    /// The gateways' addresses on the bridge, and a default route via each on every host of the segment.
    private mutating func declareGateways(of segment: Segment, bridge: String) {
        let hosts = segment.attachments.map { ($0.node, $0.link ?? "eth0", $0.source) }
        let networks = hosts.flatMap { node, link, source in
            (state[node]?.addresses(of: link) ?? []).map { (node, $0, source) }
        }
        var owners: [IPAddress: (node: String, line: Int)] = [:]
        for (node, address, source) in networks {
            guard let (other, network, earlier) = networks.first(where: { $0.1.family == address.family }) else { continue }
            let owner = owners[address.address]
            if owner == nil { owners[address.address] = (node, source.line) }
            if network.network != address.network {
                report(
                    "\(address) of \(node) is outside the segment \(segment.name), whose network is \(network.network) (\(other), line \(earlier.line))",
                    at: source)
            } else if let owner, owner.node != node {
                report("\(node) has the address \(address.address) of \(owner.node) (line \(owner.line))", at: source)
            }
        }
        var families: Set<IPAddress.Family> = []
        for text in segment.gateways {
            if let gateway = IPAddress(text), !families.insert(gateway.family).inserted {
                report("\(segment.name) has two \(text.contains(":") ? "IPv6" : "IPv4") gateways; expected one of each family at the most", at: segment.source)
            } else {
                declareGateway(text, of: segment, bridge: bridge, hosts, networks)
            }
        }
    }

    private mutating func declareGateway(
        _ text: String, of segment: Segment, bridge: String, _ hosts: [(String, String, SourceLocation)],
        _ networks: [(String, Prefix, SourceLocation)]
    ) {
        guard let gateway = IPAddress(text) else {
            return report("\"\(text)\" is not an address; expected a gateway such as 10.57.4.1, without a prefix length", at: segment.source)
        }
        guard let network = networks.first(where: { $0.1.contains(gateway) })?.1 else {
            let known = networks.map { "\($0.1.network)" }.first ?? "none: no host on it has an address"
            return report("the gateway \(gateway) is outside the segment's network (\(known))", at: segment.source)
        }
        if let (node, _, line) = networks.first(where: { $0.1.address == gateway }) {
            return report("the gateway \(gateway) is already the address of \(node) (line \(line.line))", at: segment.source)
        }
        addAddress(
            Prefix(gateway, length: network.length), to: bridge, of: segment.name, at: segment.source,
            because: "the segment's gateway answers here")
        _ = state.update(segment.name) {
            $0.sysctls.append(
                Declared(
                    .init(name: gateway.family == .ipv4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding", value: "1"),
                    at: segment.source, because: "a gateway routes"))
        }
        for (node, link, source) in hosts where state.role(of: node) == .host {
            let isFirst = state[node]?.routes.contains { $0.value.destination == .default(gateway.family) } == false
            guard isFirst, state[node]?.addresses(of: link).contains(where: { $0.contains(gateway) }) == true else { continue }
            addRoute(
                RouteEntry(destination: .default(gateway.family), via: gateway, device: link), to: node, at: source,
                because: Self.segmentsGateway)
        }
    }
}
