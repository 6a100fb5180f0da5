import Addresses
import CNetlink

/// One of several ways that a route has: `nexthop [via ADDRESS] [dev LINK] [weight N] [onlink]`.
package struct NextHop: Sendable, Hashable {
    /// Of either family.
    package var via: IPAddress?
    package var device: String?
    /// 1 to 256: how large a share of the traffic takes this way, against the sum of all.
    package var weight: Int
    package var onlink: Bool

    package init(via: IPAddress? = nil, device: String? = nil, weight: Int = 1, onlink: Bool = false) {
        self.via = via
        self.device = device
        self.weight = weight
        self.onlink = onlink
    }
}

extension RouteEntry {
    /// The route once for each of its ways, for readers that know one next hop at a time.
    package var ways: [RouteEntry] {
        if hops.isEmpty { return [self] }
        return hops.map { hop in
            var way = self
            (way.via, way.device, way.onlink, way.hops) = (hop.via, hop.device, hop.onlink, [])
            return way
        }
    }
}

extension NextHop {
    func words(in family: IPAddress.Family) -> [String] {
        var words = ["nexthop"]
        if let via { words += via.words(in: family) }
        if let device { words += ["dev", device] }
        words += ["weight", "\(weight)"]
        return words + (onlink ? ["onlink"] : [])
    }

    var record: FieldRecord {
        var record = FieldRecord()
        record["via"] = via.map { .text("\($0)") }
        record["device"] = device.map { .text($0) }
        record["weight"] = FieldValue(weight)
        record["onlink"] = .bool(onlink)
        return record
    }

    /// `struct rtnexthop`, and the attributes behind it.
    func encode(into writer: inout MessageWriter, family: IPAddress.Family, names: some Names) throws(NetlinkError) {
        let index = if let device { try names.index(of: device) } else { Int32(0) }
        writer.sized { length in
            rtnexthop(
                rtnh_len: length, rtnh_flags: onlink ? UInt8(RTNH_F_ONLINK) : 0,
                rtnh_hops: UInt8(clamping: weight - 1), rtnh_ifindex: index)
        } _: { writer in
            if let via { writer.putGateway(via, of: family) }
        }
    }

    /// Reads `RTA_MULTIPATH`.
    static func decode(_ payload: UnsafeRawBufferPointer, names: LinkTable) -> [NextHop] {
        var rest = payload
        var hops: [NextHop] = []
        while let header = rest.fixed(as: rtnexthop.self) {
            let length = Int(header.rtnh_len)
            guard length >= 8, length <= rest.count else { break }
            var hop = NextHop(
                device: header.rtnh_ifindex == 0 ? nil : names.name(of: header.rtnh_ifindex),
                weight: Int(header.rtnh_hops) + 1, onlink: header.rtnh_flags & UInt8(RTNH_F_ONLINK) != 0)
            for (type, payload) in Attributes(UnsafeRawBufferPointer(rebasing: rest[8..<length])) {
                switch UInt32(type) {
                case RTA_GATEWAY.rawValue: hop.via = IPAddress(bytes: payload)
                case RTA_VIA.rawValue: hop.via = IPAddress(bytes: payload.dropping(2))
                default: break
                }
            }
            hops.append(hop)
            rest = rest.dropping((length + 3) & ~3)
        }
        return hops
    }
}

extension MessageWriter {
    /// `RTA_GATEWAY`, or `RTA_VIA` for a next hop of the other family.
    mutating func putGateway(_ via: IPAddress, of family: IPAddress.Family) {
        if via.family == family {
            put(Int(RTA_GATEWAY.rawValue), address: via)
        } else {
            put(Int(RTA_VIA.rawValue), via: via)
        }
    }
}
