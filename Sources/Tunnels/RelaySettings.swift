import Addresses
import Glibc
import Namespaces
import Netlink

/// A tunnel's parameters in the form in which packets need them: the kernel's `ip_tunnel_parm`.
struct RelaySettings: Sendable, Hashable {
    /// In host order, as is ``remote``. `nil`: the address that the route prefers.
    var local: UInt32?
    /// `nil`: the next hop of the inner packet's route.
    var remote: UInt32?
    /// `nil`: the inner packet's.
    var ttl: UInt8?
    /// Whether every outer packet says "don't fragment"; else only those whose inner packet does.
    var neverFragments: Bool
    /// The index of the link that the outer packets must use.
    var device: Int32?

    /// - Throws: `EINVAL` for what the kernel's driver refuses too: IPv6, a fixed TTL without path MTU discovery;
    ///   `ENODEV` for a link that is not there.
    init(_ tunnel: IPIPLink, socket: NetlinkSocket) throws {
        guard tunnel.local?.family != .ipv6, tunnel.remote?.family != .ipv6 else {
            throw SystemError("ipip", errno: EINVAL, "IPv4 in IPv4 only")
        }
        local = tunnel.local.flatMap { $0.isUnspecified ? nil : UInt32($0.value) }
        remote = tunnel.remote.flatMap { $0.isUnspecified ? nil : UInt32($0.value) }
        ttl = tunnel.ttl.flatMap { $0 == 0 ? nil : $0 }
        neverFragments = tunnel.pathMTUDiscovery ?? true
        guard neverFragments || ttl == nil else {
            throw SystemError("ipip", errno: EINVAL, "a fixed TTL needs path MTU discovery")
        }
        device = try tunnel.device.map { try socket.linkTable().index(of: $0) }
    }

    var localAddress: IPAddress? { local.map { IPAddress(v4: $0) } }
}
