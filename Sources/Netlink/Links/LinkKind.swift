/// A kind of link with what is particular to it: `IFLA_INFO_KIND` and `IFLA_INFO_DATA`.
public enum LinkKind: Sendable, Hashable {
    case veth(VethLink)
    case bridge(BridgeLink)
    case vxlan(VxlanLink)
    case ipip(IPIPLink)
    case macvlan(MacvlanLink)
    case dummy(DummyLink)
    case gre(GRELink)
    case geneve(GeneveLink)
    case vlan(VLANLink)
    case vrf(VRFLink)
    case ipvlan(IPVLANLink)
    case wireguard(WireGuardLink)

    var parameters: any LinkParameters {
        switch self {
        case .veth(let link): link
        case .bridge(let link): link
        case .vxlan(let link): link
        case .ipip(let link): link
        case .macvlan(let link): link
        case .dummy(let link): link
        case .gre(let link): link
        case .geneve(let link): link
        case .vlan(let link): link
        case .vrf(let link): link
        case .ipvlan(let link): link
        case .wireguard(let link): link
        }
    }

    /// What the kernel tells of a link of the kind; `nil` for kinds that Warren does not know, and for a veth, of which it
    /// tells nothing.
    ///
    /// - Parameter lower: becomes the index of the link below, if it stands among the parameters
    init?(name: String, attributes: Attributes, lower: inout Int32?) {
        switch name {
        case "bridge": self = .bridge(BridgeLink(attributes: attributes))
        case "vxlan": self = .vxlan(VxlanLink(attributes: attributes, lower: &lower))
        case "ipip": self = .ipip(IPIPLink(attributes: attributes, lower: &lower))
        case "macvlan": self = .macvlan(MacvlanLink(attributes: attributes))
        case "dummy": self = .dummy(DummyLink())
        case "gre", "gretap", "ip6gre", "ip6gretap": self = .gre(GRELink(kind: name, attributes: attributes, lower: &lower))
        case "geneve": self = .geneve(GeneveLink(attributes: attributes))
        case "vlan": self = .vlan(VLANLink(attributes: attributes))
        case "vrf": self = .vrf(VRFLink(attributes: attributes))
        case "wireguard": self = .wireguard(WireGuardLink())
        case "ipvlan": self = .ipvlan(IPVLANLink(attributes: attributes))
        default: return nil
        }
    }

    /// The names of the attributes within `IFLA_INFO_DATA`, by the name of the kind.
    static let attributeNames: [String: [Int: String]] = [
        "bridge": BridgeLink.attributeNames, "vxlan": VxlanLink.attributeNames, "ipip": IPIPLink.attributeNames,
        "macvlan": MacvlanLink.attributeNames, "gre": GRELink.attributeNames, "gretap": GRELink.attributeNames,
        "ip6gre": GRELink.attributeNames, "ip6gretap": GRELink.attributeNames, "geneve": GeneveLink.attributeNames,
        "vlan": VLANLink.attributeNames, "vrf": VRFLink.attributeNames, "ipvlan": IPVLANLink.attributeNames,
    ]
}

extension LinkKind {
    /// The kernel's name of the kind, as in `ip link add … type NAME`.
    public var name: String { parameters.kind }

    /// What follows `type NAME` in an `ip link add`.
    public var arguments: [String] { parameters.arguments }

    /// The link with which the kernel removes this one, because it lies upon it.
    public var lower: String? { parameters.bond == .loose ? nil : parameters.device }

    /// Whether the link below is named ahead of the kind, as in `ip link add link LOWER name …`.
    public var isLinkOfLower: Bool { parameters.bond == .link }

    /// Whether the link has a MAC address of its own to be made with: an ipvlan has the one of the link below.
    public var takesMACAddress: Bool {
        if case .ipvlan = self { false } else { true }
    }

    /// Whether a link that is as `found` is what this asks for. What is not asked for may be anything.
    public func isMet(by found: LinkKind) -> Bool { parameters.isMet(by: found) }

    /// The link below by its name, which the kernel's message does not have.
    mutating func nameLower(_ name: String) {
        var parameters = parameters
        parameters.device = name
        self = parameters.linkKind
    }
}
