/// The shape of a packet: layers, outermost first, joined with `/`.
///
///     Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv4(from: podA, to: podB) / ICMP(.echoRequest)
///
/// Fields that are left out match anything, and so do the layers after the last one. Layers below one
/// that is named may be left out, but never across an encapsulation: `ICMP()` is an ICMP message of the
/// outermost packet and not one inside a tunnel; `IPv4() / IPv4(from: podA)` is a packet from pod-a inside
/// ipip; `VXLAN(vni: 100) / ARP()` is an ARP message inside a vxlan datagram.
public struct Pattern: Sendable, Hashable, Codable {
    /// Outermost first.
    public var layers: [PatternLayer]

    /// A pattern of these layers, outermost first. A lab file joins them with `/`.
    public init(layers: [PatternLayer]) {
        self.layers = layers
    }
}

/// A layer, or several joined.
public protocol PatternConvertible {
    /// The layers that it stands for.
    var pattern: Pattern { get }
}

extension Pattern: PatternConvertible {
    /// Itself.
    public var pattern: Pattern { self }
}

/// Puts the right-hand layers inside the left-hand ones.
// Not generic: where one that is not fits, the compiler does without the generic divisions of numbers and vectors, of which
// there are many.
public func / (outer: any PatternConvertible, inner: any PatternConvertible) -> Pattern {
    Pattern(layers: outer.pattern.layers + inner.pattern.layers)
}

/// One layer of a ``Pattern``.
public enum PatternLayer: Sendable, Hashable {
    /// An ``Ethernet``.
    case ethernet(Ethernet)
    /// An ``ARP``.
    case arp(ARP)
    /// An ``IPv4``.
    case ipv4(IPv4)
    /// An ``IPv6``.
    case ipv6(IPv6)
    /// An ``ICMP``.
    case icmp(ICMP)
    /// A ``NDP``.
    case ndp(NDP)
    /// A ``UDP``.
    case udp(UDP)
    /// A ``TCP``.
    case tcp(TCP)
    /// A ``VXLAN``.
    case vxlan(VXLAN)
    /// A ``GENEVE``.
    case geneve(GENEVE)
    /// A ``GREHeader``.
    case gre(GREHeader)
    /// A ``VLAN``.
    case vlan(VLAN)
}

/// Written as an object with one member, whose name is the layer's: `{"udp": {"to": 4789}}`.
extension PatternLayer: Codable {
    private enum Key: String, CodingKey {
        case ethernet, arp, ipv4, ipv6, icmp, ndp, udp, tcp, vxlan, geneve, gre, vlan
    }

    public init(from decoder: any Decoder) throws {
        let member = try decoder.singleMember(Key.self)
        self =
            switch member.key {
            case .ethernet: .ethernet(try member.decode(Ethernet.self))
            case .arp: .arp(try member.decode(ARP.self))
            case .ipv4: .ipv4(try member.decode(IPv4.self))
            case .ipv6: .ipv6(try member.decode(IPv6.self))
            case .icmp: .icmp(try member.decode(ICMP.self))
            case .ndp: .ndp(try member.decode(NDP.self))
            case .udp: .udp(try member.decode(UDP.self))
            case .tcp: .tcp(try member.decode(TCP.self))
            case .vxlan: .vxlan(try member.decode(VXLAN.self))
            case .geneve: .geneve(try member.decode(GENEVE.self))
            case .gre: .gre(try member.decode(GREHeader.self))
            case .vlan: .vlan(try member.decode(VLAN.self))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .ethernet(let layer): try container.encode(layer, forKey: .ethernet)
        case .arp(let layer): try container.encode(layer, forKey: .arp)
        case .ipv4(let layer): try container.encode(layer, forKey: .ipv4)
        case .ipv6(let layer): try container.encode(layer, forKey: .ipv6)
        case .icmp(let layer): try container.encode(layer, forKey: .icmp)
        case .ndp(let layer): try container.encode(layer, forKey: .ndp)
        case .udp(let layer): try container.encode(layer, forKey: .udp)
        case .tcp(let layer): try container.encode(layer, forKey: .tcp)
        case .vxlan(let layer): try container.encode(layer, forKey: .vxlan)
        case .geneve(let layer): try container.encode(layer, forKey: .geneve)
        case .gre(let layer): try container.encode(layer, forKey: .gre)
        case .vlan(let layer): try container.encode(layer, forKey: .vlan)
        }
    }
}
