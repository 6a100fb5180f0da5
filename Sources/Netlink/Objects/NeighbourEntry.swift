import Addresses
import CNetlink
import Glibc

/// How sure the kernel is of a neighbour: `NUD_…` of <linux/neighbour.h>.
package enum NeighbourState: UInt16, Sendable, Hashable {
    case none = 0
    case incomplete = 0x01
    case reachable = 0x02
    case stale = 0x04
    case delay = 0x08
    case probe = 0x10
    case failed = 0x20
    case noarp = 0x40
    case permanent = 0x80
}

/// Whose MAC an address has on a link (ARP, neighbour discovery): `ip neighbour add ADDRESS lladdr MAC dev LINK`.
package struct NeighbourEntry: Sendable, Hashable {
    package var link: String
    package var address: IPAddress
    package var mac: MACAddress?
    package var state: NeighbourState
    /// This host answers for the address: `ip neighbour add proxy ADDRESS dev LINK`.
    package var isProxy: Bool

    package init(
        link: String, address: IPAddress, mac: MACAddress? = nil, state: NeighbourState = .permanent,
        isProxy: Bool = false
    ) {
        self.link = link
        self.address = address
        self.mac = mac
        self.state = state
        self.isProxy = isProxy
    }
}

extension NeighbourEntry: KernelObject {
    package static let noun = "neighbour"
    package static let plural = "neighbours"
    package static let notifications: Set<NotificationGroup> = [.neighbour]

    package static let fields = FieldTable<NeighbourEntry>(
        Field("address", \.address, .address, Attribute(NDA_DST, "NDA_DST"), says: .custom { ["\($0)"] }),
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("mac", \.mac, .mac, Attribute(NDA_LLADDR, "NDA_LLADDR"), says: .word("lladdr"), match: .exactly),
        Field("state", reading: \.state, record: { .text("\($0)") })
            .said { $0.isProxy ? ["proxy"] : [$0.state == .permanent ? "permanent" : "\($0.state)".uppercased()] },
        Field("isProxy", reading: \.isProxy, record: { .bool($0) }))

    package var rows: [[String]] {
        [["\(address)", "dev \(link)", mac.map { "lladdr \($0)" } ?? "", isProxy ? "proxy" : "\(state)".uppercased()]]
    }

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [NeighbourEntry] {
        // Multicast and the like need no neighbour; `ip neighbour` leaves them out too.
        let entries = try reader.socket.neighbours(names: reader.names).filter { $0.state != .noarp && $0.state != .none }
        return entries + (try reader.socket.neighbours(proxies: true, names: reader.names))
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWNEIGH), NLM_F_CREATE | NLM_F_EXCL, into: &batch, names)
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_DELNEIGH), 0, into: &batch, names)
    }

    /// `ip neighbour replace …`
    package func replace(in batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWNEIGH), NLM_F_CREATE | NLM_F_REPLACE, into: &batch, names)
    }

    package var additions: [[String]] {
        if isProxy { return [["ip", "neigh", "add", "proxy", "\(address)", "dev", link]] }
        return [["ip", "neigh", "add", "\(address)"] + (mac.map { ["lladdr", "\($0)"] } ?? []) + ["dev", link, "nud", "\(state)"]]
    }
    package var removals: [[String]] { [["ip", "neigh", "del"] + (isProxy ? ["proxy"] : []) + ["\(address)", "dev", link]] }
    package var identity: IPAddress { address }
    package var links: [String] { [link] }

    package func fate(_ change: some NodeChanges) -> Fate {
        if !change.stays(link) || change.goesDown(link) || change.changesMAC(link) { return .taken }
        return address.family == .ipv4 && change.losesIPv4(link) ? .renewed : .stays
    }

    package func maker(on link: @autoclosure () -> LinkState?) -> Maker { state == .permanent && !isProxy ? .somebody : .kernel }
    /// Whether the entry has an address to send to: not one that is still asked for, or was asked for in vain.
    package var isUsable: Bool { state.isUsable }
    package var passingFields: Set<String> { state == .permanent ? [] : ["state"] }
    package var isPassing: Bool { !isUsable || state == .noarp || address.isMulticast }

    private func encode(_ type: Int, _ flags: Int32, into batch: inout Batch, _ names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        try batch.append { writer throws(NetlinkError) in
            try writer.message(type: type, flags: flags) { writer throws(NetlinkError) in
                var header = ndmsg()
                header.ndm_family = address.family.number
                header.ndm_ifindex = index
                header.ndm_state = state.rawValue
                header.ndm_flags = isProxy ? UInt8(NTF_PROXY) : 0
                writer.fixed(header)
                try Self.fields.encode(self, into: &writer, names: names)
            }
        }
    }

    /// Decodes the payload of an `RTM_NEWNEIGH` or `RTM_DELNEIGH` message of an IP family.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: ndmsg.self), header.ndm_family != UInt8(AF_BRIDGE) else { return nil }
        let attributes = Attributes(payload, after: ndmsg.self)
        guard let address = attributes.first(Int(NDA_DST)).flatMap({ IPAddress(bytes: $0) }) else { return nil }
        self.init(
            link: names.name(of: header.ndm_ifindex), address: address,
            state: NeighbourState(rawValue: header.ndm_state) ?? .none, isProxy: header.ndm_flags & UInt8(NTF_PROXY) != 0)
        Self.fields.decode(attributes, into: &self, names: names)
    }
}

extension NeighbourState {
    /// Whether there is an address to send to: neither still asked for, nor asked for in vain.
    package var isUsable: Bool { self != .failed && self != .incomplete && self != .none }
}
