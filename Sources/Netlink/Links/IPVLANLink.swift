import CNetlink

/// More IP addresses behind another link's MAC address: `ip link add link LOWER name NAME type ipvlan mode MODE`.
public struct IPVLANLink: Sendable, Hashable {
    /// `IPVLAN_MODE_…` of <linux/if_link.h>. All ipvlans of one lower link have the same.
    public enum Mode: UInt16, Sendable, Hashable {
        /// Frames are switched.
        case l2
        /// Packets are routed by the lower link's namespace.
        case l3
        /// The same, and that namespace's firewall sees them.
        case l3s
    }

    /// The link below, in the namespace of the request; empty if the kernel tells of one in another namespace.
    public var lower: String
    public var mode: Mode

    public init(lower: String, mode: Mode = .l2) {
        self.lower = lower
        self.mode = mode
    }
}

extension IPVLANLink: LinkParameters {
    var kind: String { "ipvlan" }
    var linkKind: LinkKind { .ipvlan(self) }
    var arguments: [String] { ["mode", "\(mode)"] }
    static var bond: LinkBond { .link }
    var device: String? {
        get { lower }
        set { lower = newValue ?? "" }
    }

    func encode(into writer: inout MessageWriter, names: some Names) { writer.put(Int(IFLA_IPVLAN_MODE), u16: mode.rawValue) }

    /// The lower link's name is filled in by whoever knows names; one in another namespace stays empty.
    init(attributes: Attributes) {
        let number = attributes.first(Int(IFLA_IPVLAN_MODE))?.number(as: UInt16.self) ?? 0
        self.init(lower: "", mode: Mode(rawValue: number) ?? .l2)
    }

    func isMet(by found: IPVLANLink) -> Bool { mode == found.mode && (lower == found.lower || found.lower.isEmpty) }

    static let attributeNames = [Int(IFLA_IPVLAN_MODE): "IFLA_IPVLAN_MODE"]
}
