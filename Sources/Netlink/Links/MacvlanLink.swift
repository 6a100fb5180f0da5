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
    /// The namespace that the link is made in, resolved by ``Names``; `nil`: that of the request.
    public var namespace: String?

    public init(lower: String, mode: Mode = .bridge, namespace: String? = nil) {
        self.lower = lower
        self.mode = mode
        self.namespace = namespace
    }
}

extension MacvlanLink {
    /// What stands before `IFLA_LINKINFO`: the lower link and the namespace.
    func encodeLink(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        writer.put(Int(IFLA_LINK), i32: try names.index(of: lower))
        if let namespace { writer.put(Int(IFLA_NET_NS_FD), i32: try names.descriptor(ofNamespace: namespace)) }
    }

    func encode(into writer: inout MessageWriter) {
        writer.put(Int(IFLA_MACVLAN_MODE), u32: mode.rawValue)
    }

    /// The lower link's name is filled in by whoever knows names; one in another namespace stays empty.
    init(attributes: Attributes) {
        let number = attributes.first(Int(IFLA_MACVLAN_MODE))?.number(as: UInt32.self) ?? 0
        self.init(lower: "", mode: Mode(rawValue: number) ?? .bridge)
    }
}
