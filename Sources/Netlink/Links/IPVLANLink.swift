import CNetlink

/// More IP addresses behind another link's MAC address: `ip link add link LOWER name NAME type ipvlan mode MODE`.
package struct IPVLANLink: Sendable, Hashable {
    /// `IPVLAN_MODE_…` of <linux/if_link.h>. All ipvlans of one lower link have the same.
    package enum Mode: UInt16, Sendable, Hashable {
        /// Frames are switched.
        case l2
        /// Packets are routed by the lower link's namespace.
        case l3
        /// The same, and that namespace's firewall sees them.
        case l3s
    }

    /// The link below, in the namespace of the request; empty if the kernel tells of one in another namespace.
    package var lower: String
    package var mode: Mode

    package init(lower: String, mode: Mode = .l2) {
        self.lower = lower
        self.mode = mode
    }
}

extension IPVLANLink: LinkParameters {
    static let kinds = ["ipvlan"]
    static let takesMACAddress = false
    static let bond = LinkBond.link
    var device: String? {
        get { lower.isEmpty ? nil : lower }
        set { lower = newValue ?? "" }
    }
    var linkKind: LinkKind { .ipvlan(self) }
    init(kind: String) { self.init(lower: "") }

    static let fields = FieldTable<IPVLANLink>(
        .lowerLink(\.lower),
        Field("mode", \.mode, .choice, Attribute(IFLA_IPVLAN_MODE, "IFLA_IPVLAN_MODE"), says: .word("mode")))
}
