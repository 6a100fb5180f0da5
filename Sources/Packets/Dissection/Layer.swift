/// One layer of a frame.
public enum Layer: Sendable, Hashable {
    case ethernet(EthernetHeader)
    case linuxCooked(LinuxCookedHeader)
    case vlan(VLANTag)
    case arp(ARPMessage)
    case ipv4(IPv4Header)
    case ipv6(IPv6Header)
    case icmp(ICMPMessage)
    case icmpv6(ICMPv6Message)
    case igmp(IGMPMessage)
    case udp(UDPHeader)
    case tcp(TCPHeader)
    case vxlan(VXLANHeader)
    case gre(GREHeader)
    case geneve(GeneveHeader)
    /// What no header above explains: an application's data, a later fragment, an unknown protocol.
    case payload(ArraySlice<UInt8>)
    /// The bytes end within the header that should stand here; those that are left.
    case truncated(Kind, ArraySlice<UInt8>)

    /// What a layer is, without its fields.
    public enum Kind: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
        case ethernet = "Ethernet"
        case linuxCooked = "Linux cooked"
        case vlan = "VLAN"
        case arp = "ARP"
        case ipv4 = "IPv4"
        case ipv6 = "IPv6"
        case icmp = "ICMP"
        case icmpv6 = "ICMPv6"
        case igmp = "IGMP"
        case udp = "UDP"
        case tcp = "TCP"
        case vxlan = "VXLAN"
        case gre = "GRE"
        case geneve = "Geneve"
        case payload
        case truncated

        /// The name as protocols are written: `IPv4`.
        public var description: String { rawValue }
    }

    public var kind: Kind {
        switch self {
        case .ethernet: .ethernet
        case .linuxCooked: .linuxCooked
        case .vlan: .vlan
        case .arp: .arp
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        case .icmp: .icmp
        case .icmpv6: .icmpv6
        case .igmp: .igmp
        case .udp: .udp
        case .tcp: .tcp
        case .vxlan: .vxlan
        case .gre: .gre
        case .geneve: .geneve
        case .payload: .payload
        case .truncated: .truncated
        }
    }
}
