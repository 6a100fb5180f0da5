import CNetlink

/// A VLAN on a link (IEEE 802.1Q): `ip link add link LOWER name NAME type vlan [protocol PROTOCOL] id VLAN`.
public struct VLANLink: Sendable, Hashable {
    /// The tag's type: `ETH_P_8021Q` and `ETH_P_8021AD` of <linux/if_ether.h>.
    public enum TagProtocol: UInt16, Sendable, Hashable {
        /// The customer's, 802.1Q.
        case dot1Q = 0x8100
        /// The provider's, 802.1ad.
        case dot1ad = 0x88a8
    }

    /// The link below, in the namespace of the request.
    public var lower: String
    /// 1 to 4,094.
    public var id: UInt16
    public var tag: TagProtocol

    public init(lower: String, id: UInt16, tag: TagProtocol = .dot1Q) {
        self.lower = lower
        self.id = id
        self.tag = tag
    }
}

extension VLANLink: LinkParameters {
    var kind: String { "vlan" }
    var linkKind: LinkKind { .vlan(self) }
    var arguments: [String] { (tag == .dot1Q ? [] : ["protocol", "802.1ad"]) + ["id", "\(id)"] }
    static var bond: LinkBond { .link }
    var device: String? {
        get { lower }
        set { lower = newValue ?? "" }
    }

    func encode(into writer: inout MessageWriter, names: some Names) {
        writer.put(Int(IFLA_VLAN_ID), u16: id)
        // The customer's is the kernel's own choice.
        if tag != .dot1Q { writer.put(Int(IFLA_VLAN_PROTOCOL), port: tag.rawValue) }
    }

    /// The lower link's name is filled in by whoever knows names.
    init(attributes: Attributes) {
        let type = attributes.first(Int(IFLA_VLAN_PROTOCOL))?.number(as: UInt16.self).map(UInt16.init(bigEndian:))
        self.init(
            lower: "", id: attributes.first(Int(IFLA_VLAN_ID))?.number(as: UInt16.self) ?? 0,
            tag: type.flatMap(TagProtocol.init(rawValue:)) ?? .dot1Q)
    }

    func isMet(by found: VLANLink) -> Bool { self == found }

    static let attributeNames = [Int(IFLA_VLAN_ID): "IFLA_VLAN_ID", Int(IFLA_VLAN_PROTOCOL): "IFLA_VLAN_PROTOCOL"]
}
