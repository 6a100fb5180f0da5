import Addresses
import CNetlink
import Glibc

/// How a forwarding entry came and goes, in `bridge fdb`'s words.
package enum ForwardingState: Sendable, Hashable {
    /// Never ages. On a bridge port: the bridge's own address.
    case permanent
    /// Put by somebody; never ages.
    case `static`
    /// As if learnt: ages.
    case dynamic
}

/// Where a bridge or a vxlan device sends a MAC: `bridge fdb add MAC dev LINK …`.
package struct ForwardingEntry: Sendable, Hashable {
    package var link: String
    /// All zero on a vxlan device: every address without an entry, broadcast and multicast.
    package var mac: MACAddress
    /// vxlan: the peer's outer address (`dst`).
    package var destination: IPAddress?
    package var state: ForwardingState
    /// The entry is in the device's own table (`NTF_SELF`).
    package var isSelf: Bool
    /// The entry is in the table of the bridge that the device is a port of (`NTF_MASTER`).
    package var isMaster: Bool
    /// vxlan: a VNI other than the device's own.
    package var vni: UInt32?
    /// vxlan: a UDP port other than the device's own.
    package var port: UInt16?
    /// vxlan: the link that the outer packets leave by.
    package var via: String?
    /// A control plane learnt it (`NTF_EXT_LEARNED`). Read, never sent.
    package internal(set) var isExternallyLearned: Bool

    /// - Parameter isSelf: `nil`: as `bridge` assumes, true unless `isMaster`.
    package init(
        link: String, mac: MACAddress, destination: IPAddress? = nil, state: ForwardingState = .permanent,
        isSelf: Bool? = nil, isMaster: Bool = false, vni: UInt32? = nil, port: UInt16? = nil,
        via: String? = nil
    ) {
        self.link = link
        self.mac = mac
        self.destination = destination
        self.state = state
        self.isSelf = isSelf ?? !isMaster
        self.isMaster = isMaster
        self.vni = vni
        self.port = port
        self.via = via
        self.isExternallyLearned = false
    }
}

extension ForwardingEntry {
    /// Whether there may be several for the MAC: a frame for all zeroes or for a group goes to each. Of a single
    /// station there is one, and to append a second changes nothing without a word.
    package var mayRepeat: Bool { mac == .zero || mac.isMulticast }
}

extension ForwardingEntry: KernelObject {
    package static let noun = "forwarding entry"
    package static let plural = "forwarding"
    package static let notifications: Set<NotificationGroup> = [.neighbour]

    package static let fields = FieldTable<ForwardingEntry>(
        Field("mac", \.mac, .mac, Attribute(NDA_LLADDR, "NDA_LLADDR"), says: .custom { ["\($0)"] }),
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("destination", \.destination, .address, Attribute(NDA_DST, "NDA_DST"), says: .word("dst"), match: .exactly)
            .compared({ $0.destination == $1.destination }, expected: { $0.destination == nil || $0.destination == $1.destination }),
        Field("port", \.port, .networkOrder, Attribute(NDA_PORT, "NDA_PORT"), says: .word("port"), match: .exactly),
        Field("vni", \.vni, .number, Attribute(NDA_VNI, "NDA_VNI"), says: .word("vni"), match: .exactly),
        Field("via", \.via, .link, Attribute(NDA_IFINDEX, "NDA_IFINDEX"), says: .word("via"), match: .exactly),
        Field("isSelf", reading: \.isSelf, record: { .bool($0) }).compared { _, _ in true },
        Field("isMaster", reading: \.isMaster, record: { $0 ? .bool(true) : nil }, says: { $0 ? ["master"] : [] }).compared { _, _ in true },
        Field("state", reading: \.state, record: { .text("\($0)") }, says: { [$0 == .dynamic ? "learned" : "\($0)"] })
            .compared({ $0.state == $1.state }, expected: { ($0.state == .permanent) == ($1.state == .permanent) }),
        Field("isExternallyLearned", reading: \.isExternallyLearned, record: { .bool($0) }, says: { $0 ? ["extern_learn"] : [] })
            .compared { _, _ in true })

    package var rows: [[String]] {
        let rest = Self.fields.words(self, leavingOpen: state == .dynamic ? ["mac", "link", "destination", "state"] : ["mac", "link", "destination"])
        return [["\(mac)", "dev \(link)", destination.map { "dst \($0)" } ?? "", rest.joined(separator: " ")]]
    }

    /// Not what a link brings with it: its own address on a bridge, and the groups that it listens to.
    package func isTold(on link: LinkState?) -> Bool {
        guard state == .permanent, destination == nil else { return true }
        return !mac.isMulticast && link?.mac != mac
    }

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [ForwardingEntry] {
        // On a kernel that filters by VLAN, a bridge has an entry for each VLAN, which differs in that alone.
        var seen: Set<ForwardingEntry> = []
        return try reader.socket.forwarding(names: reader.names).filter { seen.insert($0).inserted }
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWNEIGH), NLM_F_CREATE | (mayRepeat ? NLM_F_APPEND : NLM_F_REPLACE), into: &batch, names)
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_DELNEIGH), 0, into: &batch, names)
    }

    package var additions: [[String]] { [["bridge", "fdb", mayRepeat ? "append" : "replace"] + place + ["self", "permanent"]] }
    package var removals: [[String]] { [["bridge", "fdb", "del"] + place + ["self"]] }
    private var place: [String] { ["\(mac)", "dev", link] + (destination.map { ["dst", "\($0)"] } ?? []) }
    package var identity: MACAddress { mac }
    package var links: [String] { [link] }

    package func fate(_ change: some NodeChanges) -> Fate {
        // With its group or peer a vxlan device loses the all-zero entry that leads there.
        let losesPeer = mac == .zero && destination.map { change.losesPeer(link, $0) } ?? false
        return !change.stays(link) || losesPeer ? .taken : .stays
    }

    /// A vxlan device makes the all-zero entry itself that leads to its group or its one peer.
    package func maker(on link: @autoclosure () -> LinkState?) -> Maker {
        guard state == .permanent, let destination else { return .kernel }
        if isExternallyLearned { return .program }
        if mac == .zero, case .vxlan(let vxlan) = link()?.data, [vxlan.group, vxlan.remote].contains(destination) { return .kernel }
        return .somebody
    }

    package var isPassing: Bool { destination == nil }

    private func encode(_ type: Int, _ flags: Int32, into batch: inout Batch, _ names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        try batch.append { writer throws(NetlinkError) in
            try writer.message(type: type, flags: flags) { writer throws(NetlinkError) in
                var header = ndmsg()
                header.ndm_family = UInt8(AF_BRIDGE)
                header.ndm_ifindex = index
                header.ndm_state = state.number
                header.ndm_flags = (isSelf ? UInt8(NTF_SELF) : 0) | (isMaster ? UInt8(NTF_MASTER) : 0)
                writer.fixed(header)
                try Self.fields.encode(self, into: &writer, names: names)
            }
        }
    }

    /// Decodes the payload of an `RTM_NEWNEIGH` or `RTM_DELNEIGH` message of `AF_BRIDGE`.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: ndmsg.self), header.ndm_family == UInt8(AF_BRIDGE) else { return nil }
        let attributes = Attributes(payload, after: ndmsg.self)
        guard attributes.first(Int(NDA_LLADDR)).flatMap({ MACAddress(bytes: $0) }) != nil else { return nil }
        self.init(link: names.name(of: header.ndm_ifindex), mac: .zero, state: ForwardingState(number: header.ndm_state))
        Self.fields.decode(attributes, into: &self, names: names)
        isSelf = header.ndm_flags & UInt8(NTF_SELF) != 0
        // A bridge's own table has no flag for itself, only the bridge's index.
        isMaster = header.ndm_flags & UInt8(NTF_MASTER) != 0 || attributes.first(Int(NDA_MASTER)) != nil && !isSelf
        isExternallyLearned = header.ndm_flags & UInt8(NTF_EXT_LEARNED) != 0
    }
}

extension ForwardingState {
    /// The `NUD_…` bits that `bridge fdb add` sends (iproute2, bridge/fdb.c, `fdb_modify`).
    var number: UInt16 {
        switch self {
        case .permanent: UInt16(NUD_NOARP | NUD_PERMANENT)
        case .static: UInt16(NUD_NOARP | NUD_REACHABLE)
        case .dynamic: UInt16(NUD_REACHABLE)
        }
    }

    /// As `bridge fdb show` words them, except that what has gone stale is dynamic too.
    init(number: UInt16) {
        if number & UInt16(NUD_PERMANENT) != 0 {
            self = .permanent
        } else if number & UInt16(NUD_NOARP) != 0 {
            self = .static
        } else {
            self = .dynamic
        }
    }
}
