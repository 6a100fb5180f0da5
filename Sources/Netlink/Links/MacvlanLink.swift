import CNetlink

/// A second Ethernet address on a link, as a link of its own: `ip link add link LOWER … type macvlan mode MODE`.
public struct MacvlanLink: Sendable, Hashable {
    /// How macvlans of one lower link may speak to each other: `MACVLAN_MODE_…` of <linux/if_link.h>.
    public enum Mode: UInt32, Sendable, Hashable {
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
    public var lower: String
    public var mode: Mode

    public init(lower: String, mode: Mode = .bridge) {
        self.lower = lower
        self.mode = mode
    }
}

extension MacvlanLink: LinkParameters {
    var kind: String { "macvlan" }
    var linkKind: LinkKind { .macvlan(self) }
    var arguments: [String] { ["mode", "\(mode)"] }
    static var bond: LinkBond { .link }
    var device: String? {
        get { lower }
        set { lower = newValue ?? "" }
    }

    func isMet(by found: MacvlanLink) -> Bool { mode == found.mode && (lower == found.lower || found.lower.isEmpty) }

    static let attributeNames = [Int(IFLA_MACVLAN_MODE): "IFLA_MACVLAN_MODE"]

    func encode(into writer: inout MessageWriter, names: some Names) {
        writer.put(Int(IFLA_MACVLAN_MODE), u32: mode.rawValue)
    }

    /// The lower link's name is filled in by whoever knows names; one in another namespace stays empty.
    init(attributes: Attributes) {
        let number = attributes.first(Int(IFLA_MACVLAN_MODE))?.number(as: UInt32.self) ?? 0
        self.init(lower: "", mode: Mode(rawValue: number) ?? .bridge)
    }
}
