import Addresses
import CLinux
import Glibc

/// A GRE tunnel (RFC 2784, RFC 2890) over IPv4 or IPv6: `ip link add … type gre …`, `gretap`, `ip6gre` or `ip6gretap`.
///
/// Without ``remote`` the outer destination is the link-layer address of the neighbour, which somebody must tell the kernel.
package struct GRELink: Sendable, Hashable {
    /// Whether it carries Ethernet frames (`gretap`) instead of packets.
    package var carriesEthernet: Bool
    package var local: IPAddress?
    package var remote: IPAddress?
    /// In both directions.
    package var key: UInt32?
    /// Whether packets have a checksum (`csum`), and must have one.
    package var checksum: Bool
    /// Whether packets are numbered (`seq`), and must come in order.
    package var sequence: Bool
    /// The outer header's TTL. `nil` or 0: copied from the inner one; over IPv6, 64.
    package var ttl: UInt8?
    /// The outer header's type of service or traffic class.
    package var tos: UInt8?
    /// The link that the outer packets use.
    package var device: String?

    package init(
        carriesEthernet: Bool = false, local: IPAddress? = nil, remote: IPAddress? = nil, key: UInt32? = nil,
        checksum: Bool = false, sequence: Bool = false, ttl: UInt8? = nil, tos: UInt8? = nil, device: String? = nil
    ) {
        self.carriesEthernet = carriesEthernet
        self.local = local
        self.remote = remote
        self.key = key
        self.checksum = checksum
        self.sequence = sequence
        self.ttl = ttl
        self.tos = tos
        self.device = device
    }

    /// The family of the outer header.
    package var family: IPAddress.Family { local?.family ?? remote?.family ?? .ipv4 }

    /// The bytes in front of what it carries: the outer IP header, GRE's own, and the inner Ethernet header.
    package var overhead: Int {
        let own = 4 + [key != nil, checksum, sequence].count { $0 } * 4
        return (family == .ipv6 ? 40 : 20) + own + (carriesEthernet ? 14 : 0)
    }
}

extension GRELink: LinkParameters {
    static let kinds = ["gre", "gretap", "ip6gre", "ip6gretap"]
    static let isTunnel = true
    var kind: String { (family == .ipv6 ? "ip6" : "") + "gre" + (carriesEthernet ? "tap" : "") }
    var linkKind: LinkKind { .gre(self) }
    init(kind: String) { self.init(carriesEthernet: kind.hasSuffix("tap")) }

    static let fields = FieldTable<GRELink>(
        Field("local", \.local, .specified, Attribute(CLINUX_IFLA_GRE_LOCAL, "IFLA_GRE_LOCAL"), says: .word("local")),
        Field("remote", \.remote, .specified, Attribute(CLINUX_IFLA_GRE_REMOTE, "IFLA_GRE_REMOTE"), says: .word("remote")),
        Field("device", \.device, .link, Attribute(CLINUX_IFLA_GRE_LINK, "IFLA_GRE_LINK"), says: .word("dev")),
        Field("key", \.key, .networkOrder, Attribute(CLINUX_IFLA_GRE_OKEY, "IFLA_GRE_OKEY"), says: .word("key"), match: .exactly)
            .encoded { link, writer, _ in
                writer.put(Int(CLINUX_IFLA_GRE_IFLAGS), port: link.flags)
                writer.put(Int(CLINUX_IFLA_GRE_OFLAGS), port: link.flags)
                guard let key = link.key else { return }
                writer.put(Int(CLINUX_IFLA_GRE_IKEY), number: key.bigEndian)
                writer.put(Int(CLINUX_IFLA_GRE_OKEY), number: key.bigEndian)
            }
            // 0 is also what a tunnel without a key has: the flags tell, which come before.
            .decoded(Attribute(CLINUX_IFLA_GRE_OKEY, "IFLA_GRE_OKEY")) { link, payload, _ in
                link.key = link.key.map { _ in payload.number(as: UInt32.self).map(UInt32.init(bigEndian:)) ?? 0 }
            },
        Field("checksum", reading: \.checksum, record: { .bool($0) }, says: { $0 ? ["csum"] : [] })
            .decoded(Attribute(CLINUX_IFLA_GRE_OFLAGS, "IFLA_GRE_OFLAGS")) { link, payload, _ in
                let flags = payload.number(as: UInt16.self).map(UInt16.init(bigEndian:)) ?? 0
                link.checksum = flags & hasChecksum != 0
                link.sequence = flags & hasSequence != 0
                if flags & hasKey != 0 { link.key = link.key ?? 0 }
            },
        Field("sequence", reading: \.sequence, record: { .bool($0) }, says: { $0 ? ["seq"] : [] }),
        Field("ttl", \.ttl, .number.noneIfZero, Attribute(CLINUX_IFLA_GRE_TTL, "IFLA_GRE_TTL"))
            .said { link in link.ttl.map { [link.family == .ipv6 ? "hoplimit" : "ttl", "\($0)"] } ?? [] }
            .encoded { link, writer, _ in
                // Over IPv6 ip(8) means 64 without being told, and 8 more bytes in front, which nothing needs.
                if let ttl = link.ttl ?? (link.family == .ipv6 ? 64 : nil) { writer.put(Int(CLINUX_IFLA_GRE_TTL), u8: ttl) }
                if link.family == .ipv6 { writer.put(Int(CLINUX_IFLA_GRE_FLAGS), u32: ignoresEncapsulationLimit) }
            },
        Field("tos", \.tos, .number.noneIfZero, Attribute(CLINUX_IFLA_GRE_TOS, "IFLA_GRE_TOS"), match: .orElse(0))
            // In hexadecimal, as ip(8) reads it.
            .said { link in
                (link.family == .ipv6 ? ["encaplimit", "none"] : [])
                    + (link.tos.map { [link.family == .ipv6 ? "tclass" : "tos", "0x" + String($0, radix: 16)] } ?? [])
            }
            .encoded { link, writer, _ in
                guard let tos = link.tos else { return }
                if link.family == .ipv4 { return writer.put(Int(CLINUX_IFLA_GRE_TOS), u8: tos) }
                // The traffic class of the flow information, in network order.
                writer.put(Int(CLINUX_IFLA_GRE_FLOWINFO), number: (UInt32(tos) << 20).bigEndian)
            },
        // Of GRE over IPv6 the traffic class counts, which the flow information has; its type of service is 0.
        Field("flowInformation", reading: \.tos, record: { _ in nil })
            .decoded(Attribute(CLINUX_IFLA_GRE_FLOWINFO, "IFLA_GRE_FLOWINFO")) { link, payload, _ in
                let traffic = (payload.number(as: UInt32.self).map(UInt32.init(bigEndian:)) ?? 0) >> 20 & 0xff
                if traffic != 0 { link.tos = UInt8(traffic) }
            }
            .compared { _, _ in true },
        alsoSent: Attribute(CLINUX_IFLA_GRE_IFLAGS, "IFLA_GRE_IFLAGS"), Attribute(CLINUX_IFLA_GRE_IKEY, "IFLA_GRE_IKEY"),
        Attribute(CLINUX_IFLA_GRE_FLAGS, "IFLA_GRE_FLAGS"))

    /// - Throws: `EINVAL` for ends of two families.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        guard local == nil || remote == nil || local?.family == remote?.family else {
            throw NetlinkError(operation: "RTM_NEWLINK", errno: EINVAL, message: "a GRE tunnel's ends are of one family")
        }
        try Self.fields.encode(self, into: &writer, names: names)
    }

    func isMet(by found: GRELink) -> Bool {
        carriesEthernet == found.carriesEthernet && Self.fields.isMet(self, by: found)
    }

    private var flags: UInt16 {
        (checksum ? Self.hasChecksum : 0) | (key == nil ? 0 : Self.hasKey) | (sequence ? Self.hasSequence : 0)
    }

    /// `GRE_CSUM`, `GRE_KEY` and `GRE_SEQ` of <linux/if_tunnel.h>.
    private static let (hasChecksum, hasKey, hasSequence): (UInt16, UInt16, UInt16) = (0x8000, 0x2000, 0x1000)
    /// `IP6_TNL_F_IGN_ENCAP_LIMIT` of <linux/ip6_tunnel.h>: no option header that counts tunnels within tunnels.
    private static let ignoresEncapsulationLimit: UInt32 = 1
}
