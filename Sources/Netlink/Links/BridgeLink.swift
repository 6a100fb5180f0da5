import CNetlink

/// An Ethernet bridge: `ip link add … type bridge`. What is `nil` stays as the kernel has it.
public struct BridgeLink: Sendable, Hashable {
    /// How long a learnt address is kept, in seconds with two decimals. The kernel's default is 300.
    public var ageing: Double?
    /// Whether the spanning tree protocol runs. Off by default.
    public var stp: Bool?
    /// Whether multicast goes only to the ports that asked for it. On by default.
    public var multicastSnooping: Bool?
    /// Whether frames pass only between ports of one VLAN. Off by default, which is read back as `nil`. With it no port is in a VLAN until it is
    /// told so (`vlan_default_pvid 0`); the kernel's own default is VLAN 1 for every port.
    public var vlanFiltering: Bool?

    public init(ageing: Double? = nil, stp: Bool? = nil, multicastSnooping: Bool? = nil, vlanFiltering: Bool? = nil) {
        self.ageing = ageing
        self.stp = stp
        self.multicastSnooping = multicastSnooping
        self.vlanFiltering = vlanFiltering
    }
}

extension BridgeLink: LinkParameters {
    var kind: String { "bridge" }
    var linkKind: LinkKind { .bridge(self) }

    var arguments: [String] {
        var words: [String] = []
        // ip(8) takes hundredths of a second here.
        if let ageing { words += ["ageing_time", "\(Int(ageing * 100))"] }
        if let stp { words += ["stp_state", stp ? "1" : "0"] }
        if let vlanFiltering { words += ["vlan_filtering", vlanFiltering ? "1" : "0"] + (vlanFiltering ? ["vlan_default_pvid", "0"] : []) }
        if let multicastSnooping { words += ["mcast_snooping", multicastSnooping ? "1" : "0"] }
        return words
    }

    func isMet(by found: BridgeLink) -> Bool {
        ageing.allows(found.ageing) && stp.allows(found.stp) && multicastSnooping.allows(found.multicastSnooping)
            && (vlanFiltering ?? false) == (found.vlanFiltering ?? false)
    }

    static let attributeNames = [
        Int(IFLA_BR_AGEING_TIME): "IFLA_BR_AGEING_TIME", Int(IFLA_BR_STP_STATE): "IFLA_BR_STP_STATE",
        Int(IFLA_BR_MCAST_SNOOPING): "IFLA_BR_MCAST_SNOOPING", Int(IFLA_BR_VLAN_FILTERING): "IFLA_BR_VLAN_FILTERING",
        Int(IFLA_BR_VLAN_DEFAULT_PVID): "IFLA_BR_VLAN_DEFAULT_PVID",
    ]

    func encode(into writer: inout MessageWriter, names: some Names) {
        if let ageing {
            let hundredths = (ageing * Self.ticksPerSecond).rounded()
            writer.put(Int(IFLA_BR_AGEING_TIME), u32: UInt32(min(max(hundredths, 0), Double(UInt32.max))))
        }
        if let stp { writer.put(Int(IFLA_BR_STP_STATE), u32: stp ? 1 : 0) }
        if let multicastSnooping { writer.put(Int(IFLA_BR_MCAST_SNOOPING), bool: multicastSnooping) }
        if let vlanFiltering {
            writer.put(Int(IFLA_BR_VLAN_FILTERING), bool: vlanFiltering)
            if vlanFiltering { writer.put(Int(IFLA_BR_VLAN_DEFAULT_PVID), u16: 0) }
        }
    }

    init(attributes: Attributes) {
        self.init()
        for (type, payload) in attributes {
            switch Int(type) {
            case Int(IFLA_BR_AGEING_TIME):
                ageing = payload.number(as: UInt32.self).map { Double($0) / Self.ticksPerSecond }
            case Int(IFLA_BR_STP_STATE): stp = payload.number(as: UInt32.self).map { $0 != 0 }
            case Int(IFLA_BR_MCAST_SNOOPING): multicastSnooping = payload.number(as: UInt8.self).map { $0 != 0 }
            case Int(IFLA_BR_VLAN_FILTERING): vlanFiltering = payload.number(as: UInt8.self) == 1 ? true : nil
            default: break
            }
        }
    }

    /// The kernel's times towards programs are in `clock_t`: USER_HZ, 100 on every architecture.
    private static let ticksPerSecond = 100.0
}
