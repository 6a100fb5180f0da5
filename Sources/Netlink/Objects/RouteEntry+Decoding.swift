import Addresses
import CNetlink
import Glibc

extension RouteEntry {
    /// Decodes the payload of an `RTM_NEWROUTE` or `RTM_DELROUTE` message. `nil` for other families, and for
    /// routes that are a cache's.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: rtmsg.self),
            let family = IPAddress.Family(number: header.rtm_family),
            Int(header.rtm_dst_len) <= family.bits, header.rtm_flags & UInt32(RTM_F_CLONED) == 0
        else { return nil }
        let attributes = Attributes(payload, after: rtmsg.self)
        var address = IPAddress.unspecified(family)
        if let bytes = attributes.first(Int(RTA_DST.rawValue)) {
            guard let destination = IPAddress(bytes: bytes), destination.family == family else { return nil }
            address = destination
        }
        self.init(
            destination: Prefix(address, length: Int(header.rtm_dst_len)),
            onlink: header.rtm_flags & UInt32(RTNH_F_ONLINK) != 0, scope: RouteScope(rawValue: header.rtm_scope),
            table: UInt32(header.rtm_table), type: RouteType(rawValue: header.rtm_type) ?? .unspecified,
            proto: header.rtm_protocol)
        Self.fields.decode(attributes, into: &self, names: names)
        // The kernel tells what the next-hop object says as well.
        if nexthop != nil {
            (via, device, onlink, hops) = (nil, nil, false, [])
            // So does the type: by a next hop that drops its packets, a route drops them.
            if type == .blackhole { type = .unicast }
        }
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
