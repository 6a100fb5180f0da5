/// A kind of link with what is particular to it: `IFLA_INFO_KIND` and `IFLA_INFO_DATA`.
package enum LinkKind: Sendable, Hashable {
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
    case bond(BondLink)

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
        case .bond(let link): link
        }
    }

    /// Every kind.
    static let types: [any LinkParameters.Type] = [
        VethLink.self, BridgeLink.self, VxlanLink.self, IPIPLink.self, MacvlanLink.self, DummyLink.self, GRELink.self,
        GeneveLink.self, VLANLink.self, VRFLink.self, IPVLANLink.self, WireGuardLink.self, BondLink.self,
    ]

    private static let byName = Dictionary(
        uniqueKeysWithValues: types.flatMap { type in type.kinds.map { ($0, type) } })
}

extension LinkKind {
    /// What the kernel tells of a link of the kind; `nil` for kinds that Warren does not know, and for a veth, of which it
    /// tells nothing.
    init?(name: String, attributes: Attributes, names: LinkTable) {
        guard let type = Self.byName[name], name != "veth" else { return nil }
        self = type.init(kind: name, attributes: attributes, names: names).linkKind
    }

    /// The names of the attributes within `IFLA_INFO_DATA`, by the name of the kind.
    static func attributeNames(of kind: String) -> [Int: String]? {
        func names(_ type: (some LinkParameters).Type) -> [Int: String] { type.fields.attributeNames }
        return byName[kind].map { names($0) }
    }

    /// The kernel's name of the kind, as in `ip link add … type NAME`.
    package var name: String { parameters.kind }

    /// What follows `type NAME` in an `ip link add`.
    package var arguments: [String] { parameters.arguments }

    /// What a reader is told of a link that was read.
    package var tellingWords: [String] { parameters.tellingWords }

    /// What the kind is called among others that the kernel has several names for: `gre` for `ip6gretap`.
    package var family: String { type(of: parameters).kinds[0] }

    /// What is particular to the link, by the names of the fields.
    package var record: FieldRecord { parameters.record }

    /// The link below, by its name in the namespace of the request.
    package var device: String? { parameters.device }

    /// The link with which the kernel removes this one, because it lies upon it.
    package var lower: String? { type(of: parameters).bond == .loose ? nil : parameters.device }

    /// Whether links of the kind lie upon others.
    package var liesUponLink: Bool { type(of: parameters).bond != .loose }

    /// Whether the link below is named ahead of the kind, as in `ip link add link LOWER name …`.
    package var isLinkOfLower: Bool { type(of: parameters).bond == .link }

    /// Whether the link has a MAC address of its own to be made with: an ipvlan has the one of the link below.
    package var takesMACAddress: Bool { type(of: parameters).takesMACAddress }

    /// Whether kernels are often built without it.
    package var isRare: Bool { type(of: parameters).isRare }

    /// How other links become its ports; `nil`: it has none.
    package var ports: LinkPorts? { type(of: parameters).ports }

    /// Whether it puts packets into others.
    package var isTunnel: Bool { type(of: parameters).isTunnel }

    /// The UDP port that the kernel's socket for the link has.
    package var udpPort: UInt16? { parameters.udpPort }

    /// Whether a link that is as `found` is what this asks for. What is not asked for may be anything.
    package func isMet(by found: LinkKind) -> Bool { parameters.isMet(by: found) }

    /// The link below by its name, which a message has only as a number of the link's own.
    mutating func nameLower(_ name: String) {
        var parameters = parameters
        parameters.device = name
        self = parameters.linkKind
    }
}
