/// A kind of link with what is particular to it: `IFLA_INFO_KIND` and `IFLA_INFO_DATA`.
public enum LinkKind: Sendable, Hashable {
    case veth(VethLink)
    case bridge(BridgeLink)
    case vxlan(VxlanLink)
    case ipip(IPIPLink)
    case macvlan(MacvlanLink)

    /// The kernel's name of the kind, as in `ip link add … type NAME`.
    public var name: String {
        switch self {
        case .veth: "veth"
        case .bridge: "bridge"
        case .vxlan: "vxlan"
        case .ipip: "ipip"
        case .macvlan: "macvlan"
        }
    }
}
