import Addresses
import CNetlink
import Glibc

extension LinkState {
    /// Decodes the payload of an `RTM_NEWLINK` or `RTM_DELLINK` message.
    ///
    /// - Parameter names: of the links that it may lie upon
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        // A bridge tells of its ports in messages of AF_BRIDGE, which are not about the link as such.
        guard let header = payload.fixed(as: ifinfomsg.self), header.ifi_family != UInt8(AF_BRIDGE) else { return nil }
        self.init(
            index: header.ifi_index, name: "", mtu: 0, isUp: header.ifi_flags & UInt32(IFF_UP) != 0,
            hasCarrier: header.ifi_flags & Self.lowerUp != 0, type: header.ifi_type)
        for (type, payload) in Attributes(payload, after: ifinfomsg.self) {
            switch Int(type) {
            case Int(IFLA_IFNAME): name = payload.text
            case Int(IFLA_ADDRESS): mac = MACAddress(bytes: payload)
            case Int(IFLA_MTU): mtu = Int(payload.number(as: UInt32.self) ?? 0)
            case Int(IFLA_OPERSTATE):
                operState = payload.number(as: UInt8.self).flatMap(OperationalState.init(rawValue:)) ?? .unknown
            case Int(IFLA_MASTER): master = payload.number(as: Int32.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(IFLA_LINK): peerIndex = payload.number(as: Int32.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(IFLA_LINK_NETNSID): peerNamespaceID = payload.number(as: Int32.self)
            case Int(IFLA_LINKINFO): read(information: Attributes(payload), names: names)
            case Int(IFLA_STATS64): statistics = Statistics(payload: payload)
            case Int(IFLA_AF_SPEC):
                guard let ipv4 = Attributes(payload).first(Int(AF_INET)), let values = Attributes(ipv4).first(Int(IFLA_INET_CONF)) else { break }
                ipv4Settings = (0..<values.count / 4).map { values.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self) }
            default: break
            }
        }
        // A lower link in another namespace has a number of that namespace's.
        if data?.isLinkOfLower == true, peerNamespaceID == nil, let peerIndex { data?.nameLower(names.name(of: peerIndex)) }
        guard !name.isEmpty else { return nil }
    }

    private mutating func read(information: Attributes, names: LinkTable) {
        kind = information.first(Int(IFLA_INFO_KIND))?.text
        // Kinds without parameters have no data.
        let payload = information.first(Int(IFLA_INFO_DATA)) ?? UnsafeRawBufferPointer(start: nil, count: 0)
        data = kind.flatMap { LinkKind(name: $0, attributes: Attributes(payload), names: names) }
        if information.first(Int(IFLA_INFO_SLAVE_KIND))?.text == "bridge",
            let payload = information.first(Int(IFLA_INFO_SLAVE_DATA))
        {
            bridgePortState = Attributes(payload).first(Int(IFLA_BRPORT_STATE))?.number(as: UInt8.self)
        }
    }

    /// The link's name and index, of a message about a link as such.
    static func name(payload: UnsafeRawBufferPointer) -> (index: Int32, name: String)? {
        guard let header = payload.fixed(as: ifinfomsg.self), header.ifi_family != UInt8(AF_BRIDGE),
            let name = Attributes(payload, after: ifinfomsg.self).first(Int(IFLA_IFNAME))?.text
        else { return nil }
        return (header.ifi_index, name)
    }

    /// `IFF_LOWER_UP` of <linux/if.h>, which Glibc's <net/if.h> lacks.
    private static let lowerUp: UInt32 = 1 << 16
}

extension LinkState.Statistics {
    /// `struct rtnl_link_stats64`, which grows at its end from kernel to kernel; these eight have always been there.
    init(payload: UnsafeRawBufferPointer) {
        self.init()
        guard payload.count >= 64 else { return }
        func counter(_ position: Int) -> UInt64 { payload.loadUnaligned(fromByteOffset: position * 8, as: UInt64.self) }
        receivedPackets = counter(0)
        sentPackets = counter(1)
        receivedBytes = counter(2)
        sentBytes = counter(3)
        receivedDropped = counter(6)
        sentDropped = counter(7)
    }
}
