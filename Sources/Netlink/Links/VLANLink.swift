import CNetlink

/// A VLAN on a link (IEEE 802.1Q): `ip link add link LOWER name NAME type vlan [protocol PROTOCOL] id VLAN`.
package struct VLANLink: Sendable, Hashable {
    /// The tag's type: `ETH_P_8021Q` and `ETH_P_8021AD` of <linux/if_ether.h>.
    package enum TagProtocol: UInt16, Sendable, Hashable {
        /// The customer's, 802.1Q.
        case dot1Q = 0x8100
        /// The provider's, 802.1ad.
        case dot1ad = 0x88a8
    }

    /// The link below, in the namespace of the request.
    package var lower: String
    /// 1 to 4,094.
    package var id: UInt16
    package var tag: TagProtocol

    package init(lower: String, id: UInt16, tag: TagProtocol = .dot1Q) {
        self.lower = lower
        self.id = id
        self.tag = tag
    }
}

extension VLANLink: LinkParameters {
    static let kinds = ["vlan"]
    static let bond = LinkBond.link
    var device: String? {
        get { lower.isEmpty ? nil : lower }
        set { lower = newValue ?? "" }
    }
    var linkKind: LinkKind { .vlan(self) }
    init(kind: String) { self.init(lower: "", id: 0) }

    static let fields = FieldTable<VLANLink>(
        // The customer's tag is the kernel's own choice.
        Field("tag", \.tag, .tag, Attribute(IFLA_VLAN_PROTOCOL, "IFLA_VLAN_PROTOCOL"),
            says: .custom { $0 == .dot1Q ? [] : ["protocol", $0.standard] }
        ).encoded { link, writer, _ in
            if link.tag != .dot1Q { writer.put(Int(IFLA_VLAN_PROTOCOL), port: link.tag.rawValue) }
        },
        Field("id", \.id, .number, Attribute(IFLA_VLAN_ID, "IFLA_VLAN_ID"), says: .word("id")),
        .lowerLink(\.lower))
}

extension VLANLink.TagProtocol {
    /// `802.1Q` or `802.1ad`
    package var standard: String { self == .dot1Q ? "802.1Q" : "802.1ad" }
}

extension Codec<VLANLink.TagProtocol> {
    fileprivate static var tag: Codec {
        Codec(
            put: { writer, attribute, tag, _ in writer.put(attribute, port: tag.rawValue) },
            get: { payload, _ in payload.number(as: UInt16.self).flatMap { VLANLink.TagProtocol(rawValue: UInt16(bigEndian: $0)) } },
            text: \.standard, record: { .text($0.standard) })
    }
}
