// How a pattern reads in a report: in the lab's own names, outermost layer first.

extension Pattern: CustomStringConvertible {
    /// `Ethernet host1:eth0 > host2:eth0 / IPv4 pod-a > pod-b ttl 63 / ICMP echo request`
    public var description: String {
        layers.isEmpty ? "any packet" : layers.map(\.description).joined(separator: " / ")
    }
}

extension PatternLayer: CustomStringConvertible {
    public var description: String {
        let words: [String?] =
            switch self {
            case .ethernet(let layer): ["Ethernet", way(layer.from, layer.to)]
            case .arp(let layer):
                [
                    "ARP", layer.operation?.rawValue, layer.target.map { "for \($0)" }, layer.sender.map { "from \($0)" },
                    layer.senderMAC.map { "at \($0)" },
                ]
            case .ipv4(let layer):
                [
                    "IPv4", way(layer.from, layer.to), layer.ttl.map { "ttl \($0)" }, layer.protocol.map { "carrying \($0)" },
                    layer.dontFragment.map { $0 ? "DF" : "no DF" },
                ]
            case .ipv6(let layer):
                ["IPv6", way(layer.from, layer.to), layer.hopLimit.map { "hop limit \($0)" }, layer.protocol.map { "carrying \($0)" }]
            case .icmp(let layer): ["ICMP", layer.kind?.description]
            case .ndp(let layer): ["NDP", layer.kind.rawValue, layer.target.map { "for \($0)" }]
            case .udp(let layer): ["UDP", way(layer.from, layer.to)]
            case .tcp(let layer):
                ["TCP", way(layer.from, layer.to), layer.flags.map { $0.map(\.rawValue).sorted().joined(separator: "+") }]
            case .vxlan(let layer): ["VXLAN", layer.vni.map { "vni \($0)" }]
            case .geneve(let layer): ["geneve", layer.vni.map { "vni \($0)" }]
            case .gre(let layer): ["GRE", layer.key.map { "key \($0)" }]
            case .vlan(let layer): ["VLAN", layer.id.map { "\($0)" }]
            }
        return words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func way(_ from: (some CustomStringConvertible)?, _ to: (some CustomStringConvertible)?) -> String? {
        switch (from, to) {
        case (nil, nil): nil
        case (let from?, nil): "from \(from)"
        case (nil, let to?): "to \(to)"
        case (let from?, let to?): "\(from) > \(to)"
        }
    }
}

extension Reference: CustomStringConvertible {
    /// The text, the node's name, or `host1:eth0`.
    public var description: String {
        switch self {
        case .literal(let text): text
        case .node(let name): name
        case .link(let link): link.description
        }
    }
}

extension ICMP.Kind: CustomStringConvertible {
    public var description: String {
        switch self {
        case .echoRequest: "echo request"
        case .echoReply: "echo reply"
        case .error(let failure): failure.description
        }
    }
}

extension IPProtocol: CustomStringConvertible {
    public var description: String {
        switch self {
        case .icmp: "ICMP"
        case .ipip: "IPIP"
        case .tcp: "TCP"
        case .udp: "UDP"
        case .gre: "GRE"
        case .icmpv6: "ICMPv6"
        default: "protocol \(rawValue)"
        }
    }
}
