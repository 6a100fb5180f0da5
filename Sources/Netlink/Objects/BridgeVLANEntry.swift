import CNetlink
import Glibc

/// A VLAN of a port of a bridge, or of the bridge itself: `bridge vlan add dev PORT vid VLAN [pvid] [untagged] [self]`.
package struct BridgeVLANEntry: Sendable, Hashable {
    package var link: String
    /// 1 to 4,094.
    package var id: UInt16
    /// Whether frames that arrive without a tag belong to it.
    package var isPVID: Bool
    /// Whether frames of it leave without a tag.
    package var isUntagged: Bool
    /// Whether the link is the bridge itself.
    package var isOfBridge: Bool

    package init(link: String, id: UInt16, isPVID: Bool = false, isUntagged: Bool = false, isOfBridge: Bool = false) {
        self.link = link
        self.id = id
        self.isPVID = isPVID
        self.isUntagged = isUntagged
        self.isOfBridge = isOfBridge
    }
}

extension BridgeVLANEntry: KernelObject {
    package static let noun = "vlan"
    package static let plural = "vlans"
    package static let notifications: Set<NotificationGroup> = [.link]

    package static let fields = FieldTable<BridgeVLANEntry>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("id", reading: \.id, record: { FieldValue($0) }, says: { ["vid", "\($0)"] }),
        Field("pvid", reading: \.isPVID, record: { .bool($0) }, says: { $0 ? ["pvid"] : [] }),
        Field("untagged", reading: \.isUntagged, record: { .bool($0) }, says: { $0 ? ["untagged"] : [] }),
        Field("isOfBridge", reading: \.isOfBridge, record: { $0 ? .bool(true) : nil }, says: { $0 ? ["self"] : [] }))

    package static let placement = ObjectPlacement.link(isOne: false)
    package var phrase: String { "vlan \(id)" + (isUntagged ? " untagged" : "") }

    /// Of bridges that keep VLANs apart; the others have some all the same, which mean nothing.
    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [BridgeVLANEntry] {
        guard reader.links.contains(where: { reader.isFiltering($0.name) }) else { return [] }
        return try reader.socket.bridgeVLANs(names: reader.names).filter { reader.isFiltering($0.link) }
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_SETLINK), into: &batch, names)
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_DELLINK), into: &batch, names)
    }

    package var additions: [[String]] { [["bridge", "vlan", "add"] + words] }
    package var removals: [[String]] { [["bridge", "vlan", "del", "dev", link, "vid", "\(id)"] + (isOfBridge ? ["self"] : [])] }
    package var links: [String] { [link] }

    package func fate(_ change: some NodeChanges) -> Fate {
        !change.stays(link) || !isOfBridge && change.changesMaster(link) ? .taken : .stays
    }

    package static func isUnsupported(_ errno: Int32) -> Bool { errno == EOPNOTSUPP }

    private func encode(_ type: Int, into batch: inout Batch, _ names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        batch.append { writer in
            writer.message(type: type) { writer in
                writer.fixed(ifinfomsg(family: AF_BRIDGE, index: index))
                writer.nested(Int(IFLA_AF_SPEC)) { writer in
                    if isOfBridge { writer.put(Int(IFLA_BRIDGE_FLAGS), u16: UInt16(BRIDGE_FLAGS_SELF)) }
                    writer.put(Int(IFLA_BRIDGE_VLAN_INFO), structure: bridge_vlan_info(flags: flags, vid: id))
                }
            }
        }
    }
}

extension BridgeVLANEntry {
    fileprivate var flags: UInt16 {
        UInt16((isPVID ? BRIDGE_VLAN_INFO_PVID : 0) | (isUntagged ? BRIDGE_VLAN_INFO_UNTAGGED : 0))
    }

    /// The entries of one link, from the payload of an `RTM_NEWLINK` message of `AF_BRIDGE`.
    static func entries(payload: UnsafeRawBufferPointer, names: LinkTable) -> [BridgeVLANEntry] {
        guard let header = payload.fixed(as: ifinfomsg.self), header.ifi_family == UInt8(AF_BRIDGE) else { return [] }
        let attributes = Attributes(payload, after: ifinfomsg.self)
        guard let parts = attributes.first(Int(IFLA_AF_SPEC)) else { return [] }
        let link = names.name(of: header.ifi_index)
        let master = attributes.first(Int(IFLA_MASTER))?.number(as: Int32.self)
        let isBridge = master == nil || master == header.ifi_index
        return Attributes(parts).compactMap { type, payload in
            guard Int(type) == Int(IFLA_BRIDGE_VLAN_INFO), let info = payload.fixed(as: bridge_vlan_info.self) else { return nil }
            return BridgeVLANEntry(
                link: link, id: info.vid, isPVID: info.flags & UInt16(BRIDGE_VLAN_INFO_PVID) != 0,
                isUntagged: info.flags & UInt16(BRIDGE_VLAN_INFO_UNTAGGED) != 0, isOfBridge: isBridge)
        }
    }
}

extension NetlinkSocket {
    /// The VLANs of all ports and bridges, of bridges that do not filter by them too. `bridge vlan show`
    package func bridgeVLANs(names: LinkTable? = nil) throws(NetlinkError) -> [BridgeVLANEntry] {
        let names = if let names { names } else { try linkTable() }
        let mask = UInt32(RTEXT_FILTER_BRVLAN)
        return try dump(
            Int(RTM_GETLINK), ifinfomsg(family: AF_BRIDGE, index: 0), attributes: { $0.put(Int(IFLA_EXT_MASK), u32: mask) }
        ) { $0 += BridgeVLANEntry.entries(payload: $1, names: names) }
    }
}
