import CNetlink
import CLinux
import Glibc

/// The names of the attributes at one place of a request, and what may stand inside them.
struct AttributeTable: Sendable {
    var names: [Int: String]
    var nested: [Int: AttributeTable] = [:]
    /// An attribute whose contents depend on the text of the attribute numbered one less: `IFLA_INFO_DATA`.
    var nestedByKind: Int? = nil
    /// How many bytes of fixed structure stand before the attributes.
    var headerSize = 0

    /// The table for a message type (`RTM_…`).
    static func ofRequest(_ type: Int) -> AttributeTable? {
        switch type {
        case Int(RTM_NEWLINK), Int(RTM_DELLINK), Int(RTM_GETLINK), Int(RTM_SETLINK): link
        case Int(RTM_NEWADDR), Int(RTM_DELADDR), Int(RTM_GETADDR): address
        case Int(RTM_NEWROUTE), Int(RTM_DELROUTE), Int(RTM_GETROUTE): route
        case Int(RTM_NEWNEIGH), Int(RTM_DELNEIGH), Int(RTM_GETNEIGH): neighbour
        case Int(RTM_SETNEIGHTBL): neighbourTable
        case Int(RTM_NEWRULE), Int(RTM_DELRULE), Int(RTM_GETRULE): rule
        case Int(RTM_NEWQDISC), Int(RTM_DELQDISC), Int(RTM_GETQDISC): queue
        default: nil
        }
    }

    /// The table for the inside of `IFLA_INFO_DATA`.
    static func ofKind(_ kind: String) -> AttributeTable? {
        kind == "veth" ? veth : LinkKind.attributeNames(of: kind).map { AttributeTable(names: $0) }
    }

    private static let linkNames: [Int: String] = [
        Int(IFLA_ADDRESS): "IFLA_ADDRESS", Int(IFLA_IFNAME): "IFLA_IFNAME", Int(IFLA_MTU): "IFLA_MTU",
        Int(IFLA_LINK): "IFLA_LINK", Int(IFLA_MASTER): "IFLA_MASTER", Int(IFLA_PROTINFO): "IFLA_PROTINFO",
        Int(IFLA_LINKINFO): "IFLA_LINKINFO", Int(IFLA_AF_SPEC): "IFLA_AF_SPEC",
        Int(IFLA_NET_NS_FD): "IFLA_NET_NS_FD", Int(IFLA_EXT_MASK): "IFLA_EXT_MASK",
    ]

    private static let link = AttributeTable(
        names: linkNames,
        nested: [
            Int(IFLA_LINKINFO): AttributeTable(
                names: [Int(IFLA_INFO_KIND): "IFLA_INFO_KIND", Int(IFLA_INFO_DATA): "IFLA_INFO_DATA"],
                nestedByKind: Int(IFLA_INFO_DATA)),
            Int(IFLA_PROTINFO): AttributeTable(
                names: [
                    Int(IFLA_BRPORT_MODE): "IFLA_BRPORT_MODE", Int(IFLA_BRPORT_LEARNING): "IFLA_BRPORT_LEARNING",
                ]),
            Int(IFLA_AF_SPEC): AttributeTable(
                names: [Int(AF_INET): "AF_INET", Int(AF_INET6): "AF_INET6"],
                nested: [
                    Int(AF_INET): AttributeTable(
                        names: [Int(IFLA_INET_CONF): "IFLA_INET_CONF"],
                        nested: [
                            Int(IFLA_INET_CONF): AttributeTable(
                                names: Dictionary(
                                    uniqueKeysWithValues: IPv4LinkSetting.allCases.map {
                                        ($0.rawValue, "IPV4_DEVCONF_" + $0.sysctlName.uppercased())
                                    }))
                        ]),
                    Int(AF_INET6): AttributeTable(
                        names: [Int(IFLA_INET6_ADDR_GEN_MODE): "IFLA_INET6_ADDR_GEN_MODE"]),
                ]),
        ],
        headerSize: 16)

    private static let veth = AttributeTable(
        names: [Int(VETH_INFO_PEER): "VETH_INFO_PEER"],
        nested: [Int(VETH_INFO_PEER): AttributeTable(names: linkNames, headerSize: 16)])

    private static let address = AttributeTable(names: AddressEntry.fields.attributeNames, headerSize: 8)

    private static let route = AttributeTable(
        names: RouteEntry.fields.attributeNames,
        nested: [Int(RTA_METRICS.rawValue): AttributeTable(names: [Int(RTAX_MTU): "RTAX_MTU"])],
        headerSize: 12)

    private static let rule = AttributeTable(names: RuleEntry.fields.attributeNames, headerSize: 12)

    private static let queue = AttributeTable(
        names: [Int(TCA_KIND): "TCA_KIND", Int(TCA_OPTIONS): "TCA_OPTIONS"],
        nested: [
            Int(TCA_OPTIONS): AttributeTable(names: [
                Int(TCA_TBF_PARMS): "TCA_TBF_PARMS", Int(TCA_TBF_BURST): "TCA_TBF_BURST", Int(TCA_TBF_RATE64): "TCA_TBF_RATE64",
            ])
        ],
        headerSize: 20)

    private static let neighbour = AttributeTable(
        names: ForwardingEntry.fields.attributeNames.merging(NeighbourEntry.fields.attributeNames) { first, _ in first }, headerSize: 12)

    private static let neighbourTable = AttributeTable(
        names: [Int(NDTA_NAME): "NDTA_NAME", Int(NDTA_PARMS): "NDTA_PARMS"],
        nested: [
            Int(NDTA_PARMS): AttributeTable(names: [
                Int(NDTPA_IFINDEX): "NDTPA_IFINDEX", Int(NDTPA_PROXY_DELAY): "NDTPA_PROXY_DELAY",
            ])
        ],
        headerSize: 4)
}
