/// What may stand within a node: the kernel objects of one network namespace.
public enum NodeElement: Sendable, Hashable {
    /// A ``Bridge``.
    case bridge(Bridge)
    /// A ``Vxlan``.
    case vxlan(Vxlan)
    /// An ``IPIP``.
    case ipip(IPIP)
    /// A ``Link``.
    case link(Link)
    /// An ``Address``.
    case address(Address)
    /// A ``Route``.
    case route(Route)
    /// A ``Neighbour``.
    case neighbour(Neighbour)
    /// A ``Forwarding``.
    case forwarding(Forwarding)
    /// A ``Sysctl``.
    case sysctl(Sysctl)
    /// A ``Firewall``.
    case firewall(Firewall)
    /// A ``Rule``.
    case rule(Rule)
    /// A ``Macvlan``.
    case macvlan(Macvlan)
    /// A ``Limit``.
    case limit(Limit)
    /// A ``Dummy``.
    case dummy(Dummy)
    /// A ``GRE``.
    case gre(GRE)
    /// A ``Geneve``.
    case geneve(Geneve)
    /// A ``Vlan``.
    case vlan(Vlan)
    /// A ``BridgePort``.
    case bridgePort(BridgePort)
    /// A ``VRF``.
    case vrf(VRF)
    /// An ``IPVlan``.
    case ipvlan(IPVlan)
    /// An ``Impair``.
    case impair(Impair)
    /// A ``Wireguard``.
    case wireguard(Wireguard)
    /// A ``WireguardPeer``.
    case wireguardPeer(WireguardPeer)
}

extension NodeElement {
    /// Where the element was written.
    public var source: SourceLocation { content.value.source }
}

/// Written as an object with one member, whose name is the case's: `{"route": {…}}`.
extension NodeElement: Codable {
    private enum Key: String, CodingKey {
        case bridge, vxlan, ipip, link, address, route, neighbour, forwarding, sysctl, rule, limit, macvlan
        case firewall
        case dummy, gre, geneve, vlan, bridgePort, vrf, ipvlan, impair, wireguard, wireguardPeer
    }

    public init(from decoder: any Decoder) throws {
        let (key, container) = try decoder.singleMember(Key.self)
        self =
            switch key {
            case .bridge: .bridge(try container.decode(Bridge.self, forKey: key))
            case .vxlan: .vxlan(try container.decode(Vxlan.self, forKey: key))
            case .ipip: .ipip(try container.decode(IPIP.self, forKey: key))
            case .link: .link(try container.decode(Link.self, forKey: key))
            case .address: .address(try container.decode(Address.self, forKey: key))
            case .route: .route(try container.decode(Route.self, forKey: key))
            case .neighbour: .neighbour(try container.decode(Neighbour.self, forKey: key))
            case .forwarding: .forwarding(try container.decode(Forwarding.self, forKey: key))
            case .sysctl: .sysctl(try container.decode(Sysctl.self, forKey: key))
            case .firewall: .firewall(try container.decode(Firewall.self, forKey: key))
            case .macvlan: .macvlan(try container.decode(Macvlan.self, forKey: key))
            case .rule: .rule(try container.decode(Rule.self, forKey: key))
            case .limit: .limit(try container.decode(Limit.self, forKey: key))
            case .dummy: .dummy(try container.decode(Dummy.self, forKey: key))
            case .gre: .gre(try container.decode(GRE.self, forKey: key))
            case .geneve: .geneve(try container.decode(Geneve.self, forKey: key))
            case .vlan: .vlan(try container.decode(Vlan.self, forKey: key))
            case .bridgePort: .bridgePort(try container.decode(BridgePort.self, forKey: key))
            case .vrf: .vrf(try container.decode(VRF.self, forKey: key))
            case .ipvlan: .ipvlan(try container.decode(IPVlan.self, forKey: key))
            case .impair: .impair(try container.decode(Impair.self, forKey: key))
            case .wireguard: .wireguard(try container.decode(Wireguard.self, forKey: key))
            case .wireguardPeer: .wireguardPeer(try container.decode(WireguardPeer.self, forKey: key))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let content = content
        try container.encode(content.value, forKey: content.key)
    }

    /// The value, and the name under which it is written.
    private var content: (key: Key, value: any WrittenElement) {
        switch self {
        case .bridge(let value): (.bridge, value)
        case .vxlan(let value): (.vxlan, value)
        case .ipip(let value): (.ipip, value)
        case .link(let value): (.link, value)
        case .address(let value): (.address, value)
        case .route(let value): (.route, value)
        case .neighbour(let value): (.neighbour, value)
        case .forwarding(let value): (.forwarding, value)
        case .sysctl(let value): (.sysctl, value)
        case .firewall(let value): (.firewall, value)
        case .macvlan(let value): (.macvlan, value)
        case .rule(let value): (.rule, value)
        case .limit(let value): (.limit, value)
        case .dummy(let value): (.dummy, value)
        case .gre(let value): (.gre, value)
        case .geneve(let value): (.geneve, value)
        case .vlan(let value): (.vlan, value)
        case .bridgePort(let value): (.bridgePort, value)
        case .vrf(let value): (.vrf, value)
        case .ipvlan(let value): (.ipvlan, value)
        case .impair(let value): (.impair, value)
        case .wireguard(let value): (.wireguard, value)
        case .wireguardPeer(let value): (.wireguardPeer, value)
        }
    }
}

/// What stands within a node, and knows its line.
private protocol WrittenElement: Encodable {
    var source: SourceLocation { get }
}
extension Bridge: WrittenElement {}
extension Vxlan: WrittenElement {}
extension IPIP: WrittenElement {}
extension Link: WrittenElement {}
extension Address: WrittenElement {}
extension Route: WrittenElement {}
extension Neighbour: WrittenElement {}
extension Forwarding: WrittenElement {}
extension Sysctl: WrittenElement {}
extension Firewall: WrittenElement {}
extension Macvlan: WrittenElement {}
extension Rule: WrittenElement {}
extension Limit: WrittenElement {}
extension Dummy: WrittenElement {}
extension GRE: WrittenElement {}
extension Geneve: WrittenElement {}
extension Vlan: WrittenElement {}
extension BridgePort: WrittenElement {}
extension VRF: WrittenElement {}
extension IPVlan: WrittenElement {}
extension Impair: WrittenElement {}
extension Wireguard: WrittenElement {}
extension WireguardPeer: WrittenElement {}
