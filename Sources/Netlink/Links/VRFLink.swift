import CNetlink

/// Links that route by a table of their own: `ip link add … type vrf table TABLE`. They become its ports by their master.
package struct VRFLink: Sendable, Hashable {
    package var table: UInt32

    package init(table: UInt32) { self.table = table }
}

extension VRFLink: LinkParameters {
    static let kinds = ["vrf"]
    static let ports: LinkPorts? = .restarted
    var linkKind: LinkKind { .vrf(self) }
    init(kind: String) { self.init(table: 0) }
    static let fields = FieldTable<VRFLink>(
        Field("table", \.table, .number, Attribute(IFLA_VRF_TABLE, "IFLA_VRF_TABLE"), says: .word("table")))
}
