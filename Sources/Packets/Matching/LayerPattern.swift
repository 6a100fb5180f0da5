/// What one layer of a packet should look like. Every field may be left open.
package enum LayerPattern: Sendable, Hashable {
    case ethernet(EthernetPattern)
    case vlan(VLANPattern)
    case arp(ARPPattern)
    case ipv4(IPv4Pattern)
    case ipv6(IPv6Pattern)
    case icmp(ICMPPattern)
    case icmpv6(ICMPv6Pattern)
    case igmp(IGMPPattern)
    case udp(UDPPattern)
    case tcp(TCPPattern)
    case vxlan(VXLANPattern)
    case gre(GREPattern)
    case geneve(GenevePattern)

    /// The kind of layer that it wants.
    package var kind: Layer.Kind { body.kind }

    /// In which fields the layer differs; empty if the layer is as wanted, `nil` if it is of another kind.
    package func differences(from layer: Layer) -> [FieldDifference]? {
        var comparison = FieldComparison()
        return body.compare(layer, &comparison) ? comparison.differences : nil
    }

    private var body: any LayerPatternBody {
        switch self {
        case .ethernet(let pattern): pattern
        case .vlan(let pattern): pattern
        case .arp(let pattern): pattern
        case .ipv4(let pattern): pattern
        case .ipv6(let pattern): pattern
        case .icmp(let pattern): pattern
        case .icmpv6(let pattern): pattern
        case .igmp(let pattern): pattern
        case .udp(let pattern): pattern
        case .tcp(let pattern): pattern
        case .vxlan(let pattern): pattern
        case .gre(let pattern): pattern
        case .geneve(let pattern): pattern
        }
    }
}

extension LayerPattern: CustomStringConvertible {
    package var description: String {
        ([kind.description] + body.words.filter { !$0.isEmpty }).joined(separator: " ")
    }
}

/// What each kind of layer pattern knows of itself.
protocol LayerPatternBody: Sendable, Hashable {
    var kind: Layer.Kind { get }
    /// The given fields, in words.
    var words: [String] { get }
    /// Notes the fields that differ; `false` if the layer is of another kind.
    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool
}
