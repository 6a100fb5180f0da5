import Addresses
import CLinux
import Glibc

/// An IPv4-in-IPv4 tunnel (RFC 2003): `ip link add … type ipip …`. Addresses are IPv4.
///
/// Without ``remote`` the outer destination is the route's next hop: one tunnel, many peers.
package struct IPIPLink: Sendable, Hashable {
    package var local: IPAddress?
    package var remote: IPAddress?
    /// The outer header's TTL. `nil` or 0: copied from the inner one. Anything else needs path MTU discovery.
    package var ttl: UInt8?
    /// Whether the outer header says "don't fragment". On by default.
    package var pathMTUDiscovery: Bool?
    /// The link that the outer packets use.
    package var device: String?

    package init(
        local: IPAddress? = nil, remote: IPAddress? = nil, ttl: UInt8? = nil, pathMTUDiscovery: Bool? = nil,
        device: String? = nil
    ) {
        self.local = local
        self.remote = remote
        self.ttl = ttl
        self.pathMTUDiscovery = pathMTUDiscovery
        self.device = device
    }
}

extension IPIPLink: LinkParameters {
    static let kinds = ["ipip"]
    static let isTunnel = true
    var linkKind: LinkKind { .ipip(self) }
    init(kind: String) { self.init() }

    static let fields = FieldTable<IPIPLink>(
        Field("local", \.local, .specified, Attribute(CLINUX_IFLA_IPTUN_LOCAL, "IFLA_IPTUN_LOCAL"), says: .word("local")),
        Field("remote", \.remote, .specified, Attribute(CLINUX_IFLA_IPTUN_REMOTE, "IFLA_IPTUN_REMOTE"), says: .word("remote")),
        Field("device", \.device, .link, Attribute(CLINUX_IFLA_IPTUN_LINK, "IFLA_IPTUN_LINK"), says: .word("dev"), match: .never),
        Field("ttl", \.ttl, .number.noneIfZero, Attribute(CLINUX_IFLA_IPTUN_TTL, "IFLA_IPTUN_TTL"), says: .word("ttl")),
        Field("pmtudisc", \.pathMTUDiscovery, .flag, Attribute(CLINUX_IFLA_IPTUN_PMTUDISC, "IFLA_IPTUN_PMTUDISC"),
            says: .either("pmtudisc", "nopmtudisc"), match: .never, usual: true),
        alsoSent: Attribute(CLINUX_IFLA_IPTUN_PROTO, "IFLA_IPTUN_PROTO"))

    /// - Throws: `EINVAL` for an IPv6 address: the attributes hold 4 bytes.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        guard local?.family != .ipv6, remote?.family != .ipv6 else {
            throw NetlinkError(operation: "RTM_NEWLINK", errno: EINVAL, message: "ipip carries IPv4 in IPv4 only")
        }
        try Self.fields.encode(self, into: &writer, names: names)
        // As ip(8) has it without `mode ipip`, which it shows as "any".
        writer.put(Int(CLINUX_IFLA_IPTUN_PROTO), u8: 0)
    }
}
