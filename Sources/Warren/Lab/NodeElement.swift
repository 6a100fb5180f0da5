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
}

extension NodeElement {
    /// Where the element was written.
    public var source: SourceLocation {
        switch self {
        case .bridge(let value): value.source
        case .vxlan(let value): value.source
        case .ipip(let value): value.source
        case .link(let value): value.source
        case .address(let value): value.source
        case .route(let value): value.source
        case .neighbour(let value): value.source
        case .forwarding(let value): value.source
        case .sysctl(let value): value.source
        case .firewall(let value): value.source
        case .rule(let value): value.source
        case .macvlan(let value): value.source
        case .limit(let value): value.source
        }
    }
}

/// Written as an object with one member, whose name is the case's: `{"route": {…}}`.
extension NodeElement: Codable {
    private enum Key: String, CodingKey {
        case bridge, vxlan, ipip, link, address, route, neighbour, forwarding, sysctl, rule, limit, macvlan
        case firewall
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
            }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .bridge(let value): try container.encode(value, forKey: .bridge)
        case .vxlan(let value): try container.encode(value, forKey: .vxlan)
        case .ipip(let value): try container.encode(value, forKey: .ipip)
        case .link(let value): try container.encode(value, forKey: .link)
        case .address(let value): try container.encode(value, forKey: .address)
        case .route(let value): try container.encode(value, forKey: .route)
        case .neighbour(let value): try container.encode(value, forKey: .neighbour)
        case .forwarding(let value): try container.encode(value, forKey: .forwarding)
        case .sysctl(let value): try container.encode(value, forKey: .sysctl)
        case .firewall(let value): try container.encode(value, forKey: .firewall)
        case .macvlan(let value): try container.encode(value, forKey: .macvlan)
        case .rule(let value): try container.encode(value, forKey: .rule)
        case .limit(let value): try container.encode(value, forKey: .limit)
        }
    }
}
