import Addresses
import CNetlink
import Glibc

extension RouteEntry {
    /// Decodes the payload of an `RTM_NEWROUTE` or `RTM_DELROUTE` message: one route, or one for each next hop
    /// of a multipath route. None for other families, and none for routes that are a cache's.
    static func decode(payload: UnsafeRawBufferPointer, names: LinkTable) -> [RouteEntry] {
        guard let header = payload.fixed(as: rtmsg.self),
            let family = IPAddress.Family(number: header.rtm_family),
            Int(header.rtm_dst_len) <= family.bits, header.rtm_flags & UInt32(RTM_F_CLONED) == 0
        else { return [] }
        var route = RouteEntry(
            destination: Prefix(.unspecified(family), length: Int(header.rtm_dst_len)),
            onlink: header.rtm_flags & UInt32(RTNH_F_ONLINK) != 0, scope: RouteScope(rawValue: header.rtm_scope),
            table: UInt32(header.rtm_table), type: RouteType(rawValue: header.rtm_type) ?? .unspecified,
            proto: header.rtm_protocol)
        var hops: UnsafeRawBufferPointer?
        for (type, payload) in Attributes(payload, after: rtmsg.self) {
            switch UInt32(type) {
            case RTA_DST.rawValue:
                guard let address = IPAddress(bytes: payload), address.family == family else { return [] }
                route.destination = Prefix(address, length: Int(header.rtm_dst_len))
            case RTA_PREFSRC.rawValue: route.source = IPAddress(bytes: payload)
            case RTA_PRIORITY.rawValue: route.metric = payload.number(as: UInt32.self)
            case RTA_TABLE.rawValue: route.table = payload.number(as: UInt32.self) ?? route.table
            case RTA_METRICS.rawValue:
                route.mtu = Attributes(payload).first(Int(RTAX_MTU))?.number(as: UInt32.self).map(Int.init)
            case RTA_MULTIPATH.rawValue: hops = payload
            default: route.readHop(type, payload, names)
            }
        }
        guard let hops else { return [route] }
        return nextHops(in: hops).map { hop, attributes in
            var route = route
            route.onlink = hop.rtnh_flags & UInt8(RTNH_F_ONLINK) != 0
            route.device = hop.rtnh_ifindex == 0 ? nil : names.name(of: hop.rtnh_ifindex)
            for (type, payload) in attributes { route.readHop(type, payload, names) }
            return route
        }
    }

    /// What a route and each next hop of a multipath route have in the same form.
    private mutating func readHop(_ type: UInt16, _ payload: UnsafeRawBufferPointer, _ names: LinkTable) {
        switch UInt32(type) {
        case RTA_GATEWAY.rawValue: via = IPAddress(bytes: payload)
        case RTA_VIA.rawValue: via = IPAddress(bytes: payload.dropping(2))
        case RTA_OIF.rawValue: device = payload.number(as: Int32.self).map(names.name(of:))
        default: break
        }
    }

    /// `RTA_MULTIPATH`: each an `rtnexthop` with attributes behind it.
    private static func nextHops(in payload: UnsafeRawBufferPointer) -> [(rtnexthop, Attributes)] {
        var rest = payload
        var hops: [(rtnexthop, Attributes)] = []
        while let hop = rest.fixed(as: rtnexthop.self) {
            let length = Int(hop.rtnh_len)
            guard length >= 8, length <= rest.count else { break }
            hops.append((hop, Attributes(UnsafeRawBufferPointer(rebasing: rest[8..<length]))))
            rest = rest.dropping((length + 3) & ~3)
        }
        return hops
    }
}

extension RouteLookup {
    /// Decodes the payload of the answer to `RTM_GETROUTE`.
    init?(payload: UnsafeRawBufferPointer) {
        guard let header = payload.fixed(as: rtmsg.self) else { return nil }
        self.init(
            outputDevice: 0, type: RouteType(rawValue: header.rtm_type) ?? .unspecified,
            table: UInt32(header.rtm_table))
        for (type, payload) in Attributes(payload, after: rtmsg.self) {
            switch UInt32(type) {
            case RTA_GATEWAY.rawValue: gateway = IPAddress(bytes: payload)
            case RTA_VIA.rawValue: gateway = IPAddress(bytes: payload.dropping(2))
            case RTA_OIF.rawValue: outputDevice = payload.number(as: Int32.self) ?? 0
            case RTA_PREFSRC.rawValue: preferredSource = IPAddress(bytes: payload)
            case RTA_TABLE.rawValue: table = payload.number(as: UInt32.self) ?? table
            case RTA_METRICS.rawValue:
                mtu = Attributes(payload).first(Int(RTAX_MTU))?.number(as: UInt32.self).map(Int.init)
            default: break
            }
        }
    }
}
