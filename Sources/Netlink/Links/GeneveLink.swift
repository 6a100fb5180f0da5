import Addresses
import CNetlink

/// A geneve device, which carries Ethernet frames to one peer (RFC 8926): `ip link add … type geneve id VNI remote PEER …`.
package struct GeneveLink: Sendable, Hashable {
    /// The VNI, 24 bits.
    package var id: UInt32
    /// The peer. A device without one is for programs that name it with each packet.
    package var remote: IPAddress?
    /// The UDP port. `nil`: the kernel's default, 6081.
    package var port: UInt16?
    /// The outer header's TTL. `nil` or 0: the kernel chooses.
    package var ttl: UInt8?
    /// The outer header's type of service.
    package var tos: UInt8?

    package init(id: UInt32, remote: IPAddress?, port: UInt16? = nil, ttl: UInt8? = nil, tos: UInt8? = nil) {
        self.id = id
        self.remote = remote
        self.port = port
        self.ttl = ttl
        self.tos = tos
    }

    /// The kernel's own port, IANA's.
    package static let usualPort: UInt16 = 6081
}

extension GeneveLink: LinkParameters {
    static let kinds = ["geneve"]
    static let isTunnel = true
    var linkKind: LinkKind { .geneve(self) }
    init(kind: String) { self.init(id: 0, remote: nil) }

    static let fields = FieldTable<GeneveLink>(
        Field("id", \.id, .number, Attribute(IFLA_GENEVE_ID, "IFLA_GENEVE_ID"), says: .word("id")),
        Field("remote", \.remote, .address, Attribute(IFLA_GENEVE_REMOTE, "IFLA_GENEVE_REMOTE"),
            Attribute(IFLA_GENEVE_REMOTE6, "IFLA_GENEVE_REMOTE6"), says: .word("remote"), match: .exactly),
        Field("port", \.port, .networkOrder, Attribute(IFLA_GENEVE_PORT, "IFLA_GENEVE_PORT"), says: .word("dstport"),
            match: .orElse(usualPort)),
        Field("ttl", \.ttl, .number.noneIfZero, Attribute(IFLA_GENEVE_TTL, "IFLA_GENEVE_TTL"), says: .word("ttl")),
        Field("tos", \.tos, .number.noneIfZero, Attribute(IFLA_GENEVE_TOS, "IFLA_GENEVE_TOS"), says: .hexadecimal("tos"),
            match: .orElse(0)))

    var udpPort: UInt16? { port ?? Self.usualPort }
}
