import CNetlink

/// An Ethernet bridge: `ip link add … type bridge`. What is `nil` stays as the kernel has it.
package struct BridgeLink: Sendable, Hashable {
    /// How long a learnt address is kept, in seconds with two decimals. The kernel's default is 300.
    package var ageing: Double?
    /// Whether the spanning tree protocol runs. Off by default.
    package var stp: Bool?
    /// Whether multicast goes only to the ports that asked for it. On by default.
    package var multicastSnooping: Bool?
    /// Whether frames pass only between ports of one VLAN. Off by default, which is read back as `nil`. With it no port is in a VLAN until it is
    /// told so (`vlan_default_pvid 0`); the kernel's own default is VLAN 1 for every port.
    package var vlanFiltering: Bool?

    package init(ageing: Double? = nil, stp: Bool? = nil, multicastSnooping: Bool? = nil, vlanFiltering: Bool? = nil) {
        self.ageing = ageing
        self.stp = stp
        self.multicastSnooping = multicastSnooping
        self.vlanFiltering = vlanFiltering
    }
}

extension BridgeLink: LinkParameters {
    static let kinds = ["bridge"]
    static let isRare = false
    static let ports: LinkPorts? = .undisturbed
    var linkKind: LinkKind { .bridge(self) }
    init(kind: String) { self.init() }

    static let fields = FieldTable<BridgeLink>(
        Field("ageing", \.ageing, .clockTicks, Attribute(IFLA_BR_AGEING_TIME, "IFLA_BR_AGEING_TIME"),
            // ip(8) takes hundredths of a second here.
            says: .custom { ["ageing_time", "\(Int($0 * 100))"] }, usual: 300),
        Field("stp", \.stp, .wideFlag, Attribute(IFLA_BR_STP_STATE, "IFLA_BR_STP_STATE"), says: .word("stp_state"), usual: false),
        Field("vlanFiltering", \.vlanFiltering, .flag.none { !$0 }, Attribute(IFLA_BR_VLAN_FILTERING, "IFLA_BR_VLAN_FILTERING"),
            says: .custom { $0 ? ["vlan_filtering", "1", "vlan_default_pvid", "0"] : ["vlan_filtering", "0"] }, match: .orElse(false)
        ).encoded { link, writer, _ in
            guard let filters = link.vlanFiltering else { return }
            writer.put(Int(IFLA_BR_VLAN_FILTERING), bool: filters)
            if filters { writer.put(Int(IFLA_BR_VLAN_DEFAULT_PVID), u16: 0) }
        },
        Field("multicastSnooping", \.multicastSnooping, .flag, Attribute(IFLA_BR_MCAST_SNOOPING, "IFLA_BR_MCAST_SNOOPING"),
            says: .word("mcast_snooping"), usual: true),
        alsoSent: Attribute(IFLA_BR_VLAN_DEFAULT_PVID, "IFLA_BR_VLAN_DEFAULT_PVID"))
}

extension Codec<Double> {
    /// Seconds, as the kernel counts them towards programs: in `clock_t`, USER_HZ, 100 on every architecture.
    fileprivate static var clockTicks: Codec {
        Codec(
            put: { writer, attribute, seconds, _ in
                writer.put(attribute, u32: UInt32(min(max((seconds * 100).rounded(), 0), Double(UInt32.max))))
            },
            get: { payload, _ in payload.number(as: UInt32.self).map { Double($0) / 100 } }, text: { "\($0)" },
            record: { .number($0) })
    }
}
