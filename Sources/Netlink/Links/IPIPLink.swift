import Addresses
import CLinux
import Glibc

/// An IPv4-in-IPv4 tunnel (RFC 2003): `ip link add … type ipip …`. Addresses are IPv4.
///
/// Without ``remote`` the outer destination is the route's next hop: one tunnel, many peers.
public struct IPIPLink: Sendable, Hashable {
    public var local: IPAddress?
    public var remote: IPAddress?
    /// The outer header's TTL. `nil` or 0: copied from the inner one. Anything else needs path MTU discovery.
    public var ttl: UInt8?
    /// Whether the outer header says "don't fragment". On by default.
    public var pathMTUDiscovery: Bool?
    /// The link that the outer packets use.
    public var device: String?

    public init(
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
    var kind: String { "ipip" }
    var linkKind: LinkKind { .ipip(self) }

    var arguments: [String] {
        var words: [String] = []
        if let local { words += ["local", "\(local)"] }
        if let remote { words += ["remote", "\(remote)"] }
        if let device { words += ["dev", device] }
        if let ttl { words += ["ttl", "\(ttl)"] }
        if let pathMTUDiscovery { words.append(pathMTUDiscovery ? "pmtudisc" : "nopmtudisc") }
        return words
    }

    func isMet(by found: IPIPLink) -> Bool {
        local.allows(found.local) && remote.allows(found.remote) && ttl.allows(found.ttl)
    }

    static let attributeNames = [
        Int(CLINUX_IFLA_IPTUN_LINK): "IFLA_IPTUN_LINK", Int(CLINUX_IFLA_IPTUN_LOCAL): "IFLA_IPTUN_LOCAL",
        Int(CLINUX_IFLA_IPTUN_REMOTE): "IFLA_IPTUN_REMOTE", Int(CLINUX_IFLA_IPTUN_TTL): "IFLA_IPTUN_TTL",
        Int(CLINUX_IFLA_IPTUN_PROTO): "IFLA_IPTUN_PROTO", Int(CLINUX_IFLA_IPTUN_PMTUDISC): "IFLA_IPTUN_PMTUDISC",
    ]

    /// - Throws: `EINVAL` for an IPv6 address: the attributes hold 4 bytes.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        guard local?.family != .ipv6, remote?.family != .ipv6 else {
            throw NetlinkError(operation: "RTM_NEWLINK", errno: EINVAL, message: "ipip carries IPv4 in IPv4 only")
        }
        if let device { writer.put(Int(CLINUX_IFLA_IPTUN_LINK), i32: try names.index(of: device)) }
        if let local { writer.put(Int(CLINUX_IFLA_IPTUN_LOCAL), address: local) }
        if let remote { writer.put(Int(CLINUX_IFLA_IPTUN_REMOTE), address: remote) }
        if let ttl { writer.put(Int(CLINUX_IFLA_IPTUN_TTL), u8: ttl) }
        // As ip(8) has it without `mode ipip`, which it shows as "any".
        writer.put(Int(CLINUX_IFLA_IPTUN_PROTO), u8: 0)
        if let pathMTUDiscovery { writer.put(Int(CLINUX_IFLA_IPTUN_PMTUDISC), bool: pathMTUDiscovery) }
    }

    /// - Parameter lower: becomes the index of ``device``, whose name the reader does not know.
    init(attributes: Attributes, lower: inout Int32?) {
        self.init()
        for (type, payload) in attributes {
            switch Int(type) {
            case Int(CLINUX_IFLA_IPTUN_LINK): lower = payload.number(as: Int32.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(CLINUX_IFLA_IPTUN_LOCAL): local = IPAddress(bytes: payload).flatMap { $0.isUnspecified ? nil : $0 }
            case Int(CLINUX_IFLA_IPTUN_REMOTE): remote = IPAddress(bytes: payload).flatMap { $0.isUnspecified ? nil : $0 }
            case Int(CLINUX_IFLA_IPTUN_TTL): ttl = payload.number(as: UInt8.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(CLINUX_IFLA_IPTUN_PMTUDISC): pathMTUDiscovery = payload.number(as: UInt8.self).map { $0 != 0 }
            default: break
            }
        }
    }
}
