import Addresses
import CNetlink
import Glibc

/// A VXLAN tunnel endpoint (RFC 7348): `ip link add … type vxlan id VNI …`. Either family.
package struct VxlanLink: Sendable, Hashable {
    /// The VNI, 24 bits.
    package var id: UInt32
    /// The UDP port that the tunnel uses. `nil`: the kernel's default, which is 8472 and not 4789.
    package var port: UInt16?
    /// The source of the outer packets.
    package var local: IPAddress?
    /// The single peer that unknown destinations go to. Excludes ``group``.
    package var remote: IPAddress?
    /// The multicast group that unknown destinations go to. Needs ``device``; excludes ``remote``.
    package var group: IPAddress?
    /// The link that the outer packets use.
    package var device: String?
    /// Whether source addresses are learnt from what arrives. On by default.
    package var learning: Bool?
    /// How long a learnt address is kept, in seconds. The kernel's default is 300.
    package var ageing: Int?
    /// The outer header's TTL. `nil` or 0: the kernel chooses.
    package var ttl: UInt8?

    package init(
        id: UInt32, port: UInt16? = nil, local: IPAddress? = nil, remote: IPAddress? = nil,
        group: IPAddress? = nil, device: String? = nil, learning: Bool? = nil, ageing: Int? = nil,
        ttl: UInt8? = nil
    ) {
        self.id = id
        self.port = port
        self.local = local
        self.remote = remote
        self.group = group
        self.device = device
        self.learning = learning
        self.ageing = ageing
        self.ttl = ttl
    }
}

extension VxlanLink: LinkParameters {
    static let kinds = ["vxlan"]
    static let isRare = false
    static let bond = LinkBond.parameter
    static let isTunnel = true
    var linkKind: LinkKind { .vxlan(self) }
    init(kind: String) { self.init(id: 0) }

    static let fields = FieldTable<VxlanLink>(
        Field("id", \.id, .number, Attribute(IFLA_VXLAN_ID, "IFLA_VXLAN_ID"), says: .word("id")),
        // ip(8) warns without a port, and means 8472, as the kernel does.
        Field("port", \.port, .networkOrder, Attribute(IFLA_VXLAN_PORT, "IFLA_VXLAN_PORT"), match: .orElse(usualPort))
            .said { ["dstport", "\($0.port ?? 0)"] },
        Field("local", \.local, .specified, Attribute(IFLA_VXLAN_LOCAL, "IFLA_VXLAN_LOCAL"),
            Attribute(IFLA_VXLAN_LOCAL6, "IFLA_VXLAN_LOCAL6"), says: .word("local"), cleared: { .unspecified($0.family) }),
        Field("remote", \.remote, .unicast, Attribute(IFLA_VXLAN_GROUP, "IFLA_VXLAN_GROUP"),
            Attribute(IFLA_VXLAN_GROUP6, "IFLA_VXLAN_GROUP6"), says: .word("remote"))
            .changed(isSame: { _, _ in true }, { _, _, _ in }, says: { _ in [] }),
        // Peer and group share an attribute: what stands is told of either by the group's field alone.
        Field("group", \.group, .multicast, Attribute(IFLA_VXLAN_GROUP, "IFLA_VXLAN_GROUP"),
            Attribute(IFLA_VXLAN_GROUP6, "IFLA_VXLAN_GROUP6"), says: .word("group"))
            .changed(
                isSame: { $0.far == $1.far },
                { link, writer, names throws(NetlinkError) in
                    let far = link.far ?? .unspecified(link.family)
                    writer.put(Int(far.family == .ipv4 ? IFLA_VXLAN_GROUP : IFLA_VXLAN_GROUP6), address: far)
                    // ip(8) wants to be told the link below together with a group.
                    if link.group != nil, let device = link.device { try writer.put(Int(IFLA_VXLAN_LINK), i32: names.index(of: device)) }
                },
                says: { link in
                    if let group = link.group { return ["group", "\(group)"] + (link.device.map { ["dev", $0] } ?? []) }
                    return ["remote", "\(link.remote ?? .unspecified(link.family))"]
                }),
        Field("device", \.device, .link, Attribute(IFLA_VXLAN_LINK, "IFLA_VXLAN_LINK"), says: .word("dev")),
        Field("ttl", \.ttl, .number.noneIfZero, Attribute(IFLA_VXLAN_TTL, "IFLA_VXLAN_TTL"), says: .word("ttl"), cleared: { _ in 0 }),
        Field("learning", \.learning, .flag, Attribute(IFLA_VXLAN_LEARNING, "IFLA_VXLAN_LEARNING"),
            says: .either("learning", "nolearning"), cleared: { _ in true }),
        Field("ageing", \.ageing, .number, Attribute(IFLA_VXLAN_AGEING, "IFLA_VXLAN_AGEING"), says: .word("ageing"),
            cleared: { _ in 300 }))

    /// The kernel changes no family.
    func mayBecome(_ other: VxlanLink) -> Bool { family == other.family }

    private var far: IPAddress? { remote ?? group }
    private var family: IPAddress.Family { (local ?? far)?.family ?? .ipv4 }

    /// Linux' own port, which is not IANA's 4789.
    package static let usualPort: UInt16 = 8472
    var udpPort: UInt16? { port ?? Self.usualPort }

    /// - Throws: `EINVAL` if both ``remote`` and ``group`` are set: the kernel has one attribute for the two.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        guard remote == nil || group == nil else {
            throw NetlinkError(
                operation: "RTM_NEWLINK", errno: EINVAL, message: "vxlan has either a remote or a group",
                attribute: "IFLA_VXLAN_GROUP")
        }
        try Self.fields.encode(self, into: &writer, names: names)
    }
}
