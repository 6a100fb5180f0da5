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
        let member = try decoder.singleMember(Key.self)
        self =
            switch member.key {
            case .bridge: .bridge(try member.decode(Bridge.self))
            case .vxlan: .vxlan(try member.decode(Vxlan.self))
            case .ipip: .ipip(try member.decode(IPIP.self))
            case .link: .link(try member.decode(Link.self))
            case .address: .address(try member.decode(Address.self))
            case .route: .route(try member.decode(Route.self))
            case .neighbour: .neighbour(try member.decode(Neighbour.self))
            case .forwarding: .forwarding(try member.decode(Forwarding.self))
            case .sysctl: .sysctl(try member.decode(Sysctl.self))
            case .firewall: .firewall(try member.decode(Firewall.self))
            case .macvlan: .macvlan(try member.decode(Macvlan.self))
            case .rule: .rule(try member.decode(Rule.self))
            case .limit: .limit(try member.decode(Limit.self))
            case .dummy: .dummy(try member.decode(Dummy.self))
            case .gre: .gre(try member.decode(GRE.self))
            case .geneve: .geneve(try member.decode(Geneve.self))
            case .vlan: .vlan(try member.decode(Vlan.self))
            case .bridgePort: .bridgePort(try member.decode(BridgePort.self))
            case .vrf: .vrf(try member.decode(VRF.self))
            case .ipvlan: .ipvlan(try member.decode(IPVlan.self))
            case .impair: .impair(try member.decode(Impair.self))
            case .wireguard: .wireguard(try member.decode(Wireguard.self))
            case .wireguardPeer: .wireguardPeer(try member.decode(WireguardPeer.self))
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
