import Addresses
import CNetlink
import Glibc

extension Batch {
    /// `ip route add [TYPE] DESTINATION [via A] [dev LINK] [onlink] [src A] [metric N] [table N] [mtu N] [nexthop …] …`
    public mutating func addRoute(_ entry: RouteEntry, names: some Names) throws(NetlinkError) {
        try route(Int(RTM_NEWROUTE), NLM_F_CREATE | NLM_F_EXCL, entry, names)
    }

    /// `ip route replace …`
    public mutating func replaceRoute(_ entry: RouteEntry, names: some Names) throws(NetlinkError) {
        try route(Int(RTM_NEWROUTE), NLM_F_CREATE | NLM_F_REPLACE, entry, names)
    }

    /// `ip route delete …`. As there, who made the route does not matter, and the scope only where it is given.
    public mutating func removeRoute(_ entry: RouteEntry, names: some Names) throws(NetlinkError) {
        try route(Int(RTM_DELROUTE), 0, entry, names)
    }

    private mutating func route(
        _ type: Int, _ flags: Int32, _ entry: RouteEntry, _ names: some Names
    ) throws(NetlinkError) {
        var device: Int32?
        if let name = entry.device { device = try names.index(of: name) }
        let removes = type == Int(RTM_DELROUTE)
        try append { writer throws(NetlinkError) in
            try writer.message(type: type, flags: flags) { writer throws(NetlinkError) in
                var header = rtmsg()
                header.rtm_family = entry.destination.family.number
                header.rtm_dst_len = UInt8(entry.destination.length)
                // Numbers over 255 stand in RTA_TABLE alone.
                header.rtm_table = UInt8(exactly: entry.table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
                header.rtm_protocol = removes ? 0 : entry.proto
                header.rtm_scope = entry.scope?.rawValue ?? (removes ? entry.scopeToRemove : entry.scopeToAdd)
                header.rtm_type = entry.type.rawValue
                header.rtm_flags = entry.onlink ? UInt32(RTNH_F_ONLINK) : 0
                writer.fixed(header)
                if entry.destination.length > 0 { writer.put(Int(RTA_DST.rawValue), address: entry.destination.address) }
                if let via = entry.via { writer.putGateway(via, of: entry.destination.family) }
                if let device { writer.put(Int(RTA_OIF.rawValue), i32: device) }
                if let source = entry.source { writer.put(Int(RTA_PREFSRC.rawValue), address: source) }
                if let metric = entry.metric { writer.put(Int(RTA_PRIORITY.rawValue), u32: metric) }
                if entry.table > 255 { writer.put(Int(RTA_TABLE.rawValue), u32: entry.table) }
                if let mtu = entry.mtu {
                    writer.nested(Int(RTA_METRICS.rawValue)) { $0.put(Int(RTAX_MTU), u32: UInt32(clamping: mtu)) }
                }
                guard !entry.hops.isEmpty else { return }
                try writer.nested(Int(RTA_MULTIPATH.rawValue)) { writer throws(NetlinkError) in
                    for hop in entry.hops { try hop.encode(into: &writer, family: entry.destination.family, names: names) }
                }
            }
        }
    }
}

extension RouteEntry {
    /// iproute2, ip/iproute.c, `iproute_modify`.
    fileprivate var scopeToAdd: UInt8 {
        guard destination.family == .ipv4 else { return RouteScope.global.rawValue }
        switch type {
        case .local, .nat: return RouteScope.host.rawValue
        case .broadcast, .multicast, .anycast: return RouteScope.link.rawValue
        case .unicast, .unspecified: return via == nil && hops.allSatisfy { $0.via == nil } ? RouteScope.link.rawValue : RouteScope.global.rawValue
        case .blackhole, .unreachable, .prohibit, .throw: return RouteScope.global.rawValue
        }
    }

    /// The same, where `RT_SCOPE_NOWHERE` lets every scope match.
    fileprivate var scopeToRemove: UInt8 {
        guard destination.family == .ipv4, type == .unicast || type == .unspecified else { return scopeToAdd }
        return UInt8(RT_SCOPE_NOWHERE.rawValue)
    }
}

extension IPAddress.Family {
    /// `AF_INET` or `AF_INET6`.
    var number: UInt8 { UInt8(self == .ipv4 ? AF_INET : AF_INET6) }

    init?(number: UInt8) {
        switch Int32(number) {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }
}
