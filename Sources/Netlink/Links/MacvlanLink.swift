import CNetlink

/// A second Ethernet address on a link, as a link of its own: `ip link add link LOWER … type macvlan mode MODE`.
package struct MacvlanLink: Sendable, Hashable {
    /// How macvlans of one lower link may speak to each other: `MACVLAN_MODE_…` of <linux/if_link.h>.
    package enum Mode: UInt32, Sendable, Hashable {
        /// Not at all.
        case `private` = 1
        /// By way of a switch outside that sends frames back.
        case vepa = 2
        /// Directly, as on a bridge.
        case bridge = 4
        /// There is only one, and it has the lower link's own address.
        case passthru = 8
    }

    /// The link below, in the namespace of the request.
    package var lower: String
    package var mode: Mode

    package init(lower: String, mode: Mode = .bridge) {
        self.lower = lower
        self.mode = mode
    }
}

extension MacvlanLink: LinkParameters {
    static let kinds = ["macvlan"]
    static let isRare = false
    static let bond = LinkBond.link
    var device: String? {
        get { lower.isEmpty ? nil : lower }
        set { lower = newValue ?? "" }
    }
    var linkKind: LinkKind { .macvlan(self) }
    init(kind: String) { self.init(lower: "") }

    static let fields = FieldTable<MacvlanLink>(
        .lowerLink(\.lower),
        Field("mode", \.mode, .choice, Attribute(IFLA_MACVLAN_MODE, "IFLA_MACVLAN_MODE"), says: .word("mode")))
}
