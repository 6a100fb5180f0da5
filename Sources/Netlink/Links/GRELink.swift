import Addresses
import CLinux
import Glibc

/// A GRE tunnel (RFC 2784, RFC 2890) over IPv4 or IPv6: `ip link add … type gre …`, `gretap`, `ip6gre` or `ip6gretap`.
///
/// Without ``remote`` the outer destination is the link-layer address of the neighbour, which somebody must tell the kernel.
public struct GRELink: Sendable, Hashable {
    /// Whether it carries Ethernet frames (`gretap`) instead of packets.
    public var carriesEthernet: Bool
    public var local: IPAddress?
    public var remote: IPAddress?
    /// In both directions.
    public var key: UInt32?
    /// Whether packets have a checksum (`csum`), and must have one.
    public var checksum: Bool
    /// Whether packets are numbered (`seq`), and must come in order.
    public var sequence: Bool
    /// The outer header's TTL. `nil` or 0: copied from the inner one; over IPv6, 64.
    public var ttl: UInt8?
    /// The outer header's type of service or traffic class.
    public var tos: UInt8?
    /// The link that the outer packets use.
    public var device: String?

    public init(
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
    public var family: IPAddress.Family { local?.family ?? remote?.family ?? .ipv4 }

    /// The bytes in front of what it carries: the outer IP header, GRE's own, and the inner Ethernet header.
    public var overhead: Int {
        let own = 4 + [key != nil, checksum, sequence].count { $0 } * 4
        return (family == .ipv6 ? 40 : 20) + own + (carriesEthernet ? 14 : 0)
    }
}

extension GRELink: LinkParameters {
    var kind: String { (family == .ipv6 ? "ip6" : "") + "gre" + (carriesEthernet ? "tap" : "") }
    var linkKind: LinkKind { .gre(self) }

    var arguments: [String] {
        var words: [String] = []
        if let local { words += ["local", "\(local)"] }
        if let remote { words += ["remote", "\(remote)"] }
        if let device { words += ["dev", device] }
        if let key { words += ["key", "\(key)"] }
        if checksum { words.append("csum") }
        if sequence { words.append("seq") }
        // Over IPv6 ip(8) means 64 without being told, and 8 more bytes in front, which nothing needs.
        if let ttl { words += [family == .ipv6 ? "hoplimit" : "ttl", "\(ttl)"] }
        if family == .ipv6 { words += ["encaplimit", "none"] }
        // In hexadecimal, as ip(8) reads it.
        if let tos { words += [family == .ipv6 ? "tclass" : "tos", "0x" + String(tos, radix: 16)] }
        return words
    }

    /// - Throws: `EINVAL` for ends of two families.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        guard local == nil || remote == nil || local?.family == remote?.family else {
            throw NetlinkError(operation: "RTM_NEWLINK", errno: EINVAL, message: "a GRE tunnel's ends are of one family")
        }
        if let device { writer.put(Int(CLINUX_IFLA_GRE_LINK), i32: try names.index(of: device)) }
        writer.put(Int(CLINUX_IFLA_GRE_IFLAGS), port: flags)
        writer.put(Int(CLINUX_IFLA_GRE_OFLAGS), port: flags)
        if let key {
            writer.put(Int(CLINUX_IFLA_GRE_IKEY), u32: key.bigEndian)
            writer.put(Int(CLINUX_IFLA_GRE_OKEY), u32: key.bigEndian)
        }
        if let local { writer.put(Int(CLINUX_IFLA_GRE_LOCAL), address: local) }
        if let remote { writer.put(Int(CLINUX_IFLA_GRE_REMOTE), address: remote) }
        if family == .ipv4 {
            if let ttl { writer.put(Int(CLINUX_IFLA_GRE_TTL), u8: ttl) }
            if let tos { writer.put(Int(CLINUX_IFLA_GRE_TOS), u8: tos) }
        } else {
            writer.put(Int(CLINUX_IFLA_GRE_TTL), u8: ttl ?? 64)
            // The traffic class of the flow information, in network order.
            if let tos { writer.put(Int(CLINUX_IFLA_GRE_FLOWINFO), u32: (UInt32(tos) << 20).bigEndian) }
            writer.put(Int(CLINUX_IFLA_GRE_FLAGS), u32: Self.ignoresEncapsulationLimit)
        }
    }

    /// - Parameters:
    ///   - kind: what the kernel calls it
    ///   - lower: becomes the index of ``device``, whose name the reader does not know
    init(kind: String, attributes: Attributes, lower: inout Int32?) {
        self.init(carriesEthernet: kind.hasSuffix("tap"))
        for (type, payload) in attributes {
            switch Int(type) {
            case Int(CLINUX_IFLA_GRE_LINK): lower = payload.number(as: Int32.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(CLINUX_IFLA_GRE_OFLAGS):
                let flags = payload.number(as: UInt16.self).map(UInt16.init(bigEndian:)) ?? 0
                checksum = flags & Self.hasChecksum != 0
                sequence = flags & Self.hasSequence != 0
                if flags & Self.hasKey != 0 { key = key ?? 0 }
            case Int(CLINUX_IFLA_GRE_OKEY):
                // 0 is also what a tunnel without a key has: the flags tell, which come before.
                key = key.map { _ in payload.number(as: UInt32.self).map(UInt32.init(bigEndian:)) ?? 0 }
            case Int(CLINUX_IFLA_GRE_LOCAL): local = IPAddress(bytes: payload).flatMap { $0.isUnspecified ? nil : $0 }
            case Int(CLINUX_IFLA_GRE_REMOTE): remote = IPAddress(bytes: payload).flatMap { $0.isUnspecified ? nil : $0 }
            case Int(CLINUX_IFLA_GRE_TTL): ttl = payload.number(as: UInt8.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(CLINUX_IFLA_GRE_TOS) where kind.hasPrefix("gre"):
                tos = payload.number(as: UInt8.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(CLINUX_IFLA_GRE_FLOWINFO) where kind.hasPrefix("ip6"):
                let flow = payload.number(as: UInt32.self).map(UInt32.init(bigEndian:)) ?? 0
                tos = flow >> 20 & 0xff == 0 ? nil : UInt8(flow >> 20 & 0xff)
            default: break
            }
        }
    }

    func isMet(by found: GRELink) -> Bool {
        carriesEthernet == found.carriesEthernet && local.allows(found.local) && remote.allows(found.remote) && key == found.key
            && checksum == found.checksum && sequence == found.sequence && ttl.allows(found.ttl) && (tos ?? 0) == (found.tos ?? 0)
            && device.allows(found.device)
    }

    private var flags: UInt16 {
        (checksum ? Self.hasChecksum : 0) | (key == nil ? 0 : Self.hasKey) | (sequence ? Self.hasSequence : 0)
    }

    /// `GRE_CSUM`, `GRE_KEY` and `GRE_SEQ` of <linux/if_tunnel.h>.
    private static let (hasChecksum, hasKey, hasSequence): (UInt16, UInt16, UInt16) = (0x8000, 0x2000, 0x1000)
    /// `IP6_TNL_F_IGN_ENCAP_LIMIT` of <linux/ip6_tunnel.h>: no option header that counts tunnels within tunnels.
    private static let ignoresEncapsulationLimit: UInt32 = 1

    static let attributeNames = [
        Int(CLINUX_IFLA_GRE_LINK): "IFLA_GRE_LINK", Int(CLINUX_IFLA_GRE_IFLAGS): "IFLA_GRE_IFLAGS",
        Int(CLINUX_IFLA_GRE_OFLAGS): "IFLA_GRE_OFLAGS", Int(CLINUX_IFLA_GRE_IKEY): "IFLA_GRE_IKEY",
        Int(CLINUX_IFLA_GRE_OKEY): "IFLA_GRE_OKEY", Int(CLINUX_IFLA_GRE_LOCAL): "IFLA_GRE_LOCAL",
        Int(CLINUX_IFLA_GRE_REMOTE): "IFLA_GRE_REMOTE", Int(CLINUX_IFLA_GRE_TTL): "IFLA_GRE_TTL",
        Int(CLINUX_IFLA_GRE_TOS): "IFLA_GRE_TOS", Int(CLINUX_IFLA_GRE_FLOWINFO): "IFLA_GRE_FLOWINFO",
        Int(CLINUX_IFLA_GRE_FLAGS): "IFLA_GRE_FLAGS",
    ]
}
