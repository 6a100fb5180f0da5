import Addresses
import CNetlink

/// How far an address or a route reaches: `RT_SCOPE_…` of <linux/rtnetlink.h>.
package enum RouteScope: UInt8, Sendable, Hashable {
    /// Anywhere. `RT_SCOPE_UNIVERSE`.
    case global = 0
    /// On the link itself, without a router.
    case link = 253
    /// On this host.
    case host = 254
}

/// An address's scope has the same values as a route's.
package typealias AddressScope = RouteScope

/// An address on a link: `ip address add ADDRESS dev LINK`.
package struct AddressEntry: Sendable, Hashable {
    package var link: String
    /// The address with the length of its network.
    package var address: Prefix
    /// The other end of a point-to-point link. The prefix length is then the peer's.
    package var peer: IPAddress?
    /// `nil`: as `ip` chooses, host for 127.0.0.0/8 and ::1, else global.
    package var scope: AddressScope?
    /// IPv6: usable at once, without duplicate address detection (`IFA_F_NODAD`).
    package var noDAD: Bool
    package var broadcast: IPAddress?
    /// How long it is valid still, in seconds; `nil`: for ever. Read, never sent.
    package internal(set) var lifetime: UInt32?

    package init(
        link: String, address: Prefix, peer: IPAddress? = nil, scope: AddressScope? = nil,
        noDAD: Bool = false, broadcast: IPAddress? = nil
    ) {
        self.link = link
        self.address = address
        self.peer = peer
        self.scope = scope
        self.noDAD = noDAD
        self.broadcast = broadcast
    }
}

extension AddressEntry: KernelObject {
    package static let noun = "address"
    package static let plural = "addresses"
    package static let notifications: Set<NotificationGroup> = [.ipv4Address, .ipv6Address]

    package static let fields = FieldTable<AddressEntry>(
        Field("address", reading: \.address, record: { .text("\($0)") }).said { [$0.peer == nil ? "\($0.address)" : "\($0.address.address)"] },
        // To ip(8) the length of the network is the peer's.
        Field("peer", \.peer, .address, Attribute(IFA_ADDRESS, "IFA_ADDRESS"))
            .said { entry in entry.peer.map { ["peer", "\(Prefix($0, length: entry.address.length))"] } ?? [] }
            .encoded { entry, writer, _ in
                writer.put(Int(IFA_LOCAL), address: entry.address.address)
                writer.put(Int(IFA_ADDRESS), address: entry.peer ?? entry.address.address)
            },
        Field("broadcast", \.broadcast, .address, Attribute(IFA_BROADCAST, "IFA_BROADCAST"), says: .word("brd")),
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("scope", reading: \.scope, record: { $0.map { .text("\($0)") } }, says: { $0.map { ["scope", "\($0)"] } ?? [] })
            .compared { $0.scope == nil || $0.scope == $1.scope },
        // The kernel shows it of IPv4 too, where it means nothing.
        Field("nodad", reading: \.noDAD, record: { _ in nil }, says: { $0 ? ["nodad"] : [] }).compared { _, _ in true },
        Field("lifetime", reading: \.lifetime, record: { $0.map { FieldValue($0) } }).compared { _, _ in true },
        alsoSent: Attribute(IFA_LOCAL, "IFA_LOCAL"))

    package static let placement = ObjectPlacement.link(isOne: false)
    package var phrase: String { place.joined(separator: " ") }
    /// What tells it from others of its link.
    private var place: [String] { Self.fields.words(self, leavingOpen: ["broadcast", "link", "scope", "nodad"]) }

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [AddressEntry] {
        try reader.socket.addresses(names: reader.names)
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWADDR), NLM_F_CREATE | NLM_F_EXCL, into: &batch, names)
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_DELADDR), 0, into: &batch, names)
    }

    package var additions: [[String]] { [["ip", "addr", "add"] + words] }
    package var removals: [[String]] { [["ip", "addr", "del"] + place + ["dev", link]] }
    package var identity: Prefix { address }
    package var links: [String] { [link] }

    package func fate(_ change: some NodeChanges) -> Fate {
        if !change.stays(link) { return .taken }
        return address.family == .ipv6 && change.goesDown(link) ? .taken : .stays
    }

    /// Of the IPv4 addresses of one network on one link, the first is the primary, and the kernel removes the others with
    /// it. So they stay only as far as both states begin alike.
    package static func kept(of old: [AddressEntry], for new: [AddressEntry], _ change: some NodeChanges) -> Set<AddressEntry>? {
        func groups(_ entries: [AddressEntry]) -> [Place: [AddressEntry]] {
            Dictionary(grouping: entries) { Place(link: $0.link, network: $0.address.network) }
        }
        var kept: Set<AddressEntry> = []
        let wanted = groups(new)
        for (place, old) in groups(old) where change.stays(place.link) {
            let new = wanted[place] ?? []
            if place.network.family == .ipv4 {
                for (entry, other) in zip(old, new) {
                    guard entry == other else { break }
                    kept.insert(entry)
                }
            } else {
                kept.formUnion(Set(old).intersection(new))
            }
        }
        return kept
    }

    private struct Place: Hashable {
        var link: String
        var network: Prefix
    }

    /// Those of lo and of fe80::/10 are the kernel's own; what ends by itself, a DHCP client or a router's advertisement gave.
    package func maker(on link: @autoclosure () -> LinkState?) -> Maker {
        if self.link == "lo" || address.address.isLinkLocal { return .kernel }
        return lifetime == nil ? .somebody : .program
    }

    package var isPassing: Bool { link == "lo" }

    private func encode(_ type: Int, _ flags: Int32, into batch: inout Batch, _ names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        try batch.append { writer throws(NetlinkError) in
            try writer.message(type: type, flags: flags) { writer throws(NetlinkError) in
                var header = ifaddrmsg()
                header.ifa_family = address.family.number
                header.ifa_prefixlen = UInt8(address.length)
                header.ifa_flags = noDAD ? UInt8(IFA_F_NODAD) : 0
                header.ifa_scope = (scope ?? .ofAddress(address.address)).rawValue
                header.ifa_index = UInt32(bitPattern: index)
                writer.fixed(header)
                try Self.fields.encode(self, into: &writer, names: names)
            }
        }
    }

    /// Decodes the payload of an `RTM_NEWADDR` or `RTM_DELADDR` message.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: ifaddrmsg.self) else { return nil }
        let attributes = Attributes(payload, after: ifaddrmsg.self)
        // IPv6 without a peer has no IFA_LOCAL.
        let far = attributes.first(Int(IFA_ADDRESS)).flatMap { IPAddress(bytes: $0) }
        let own = attributes.first(Int(IFA_LOCAL)).flatMap { IPAddress(bytes: $0) }
        guard let address = own ?? far, Int(header.ifa_prefixlen) <= address.family.bits else { return nil }
        let flags = attributes.first(Int(IFA_FLAGS))?.number(as: UInt32.self) ?? UInt32(header.ifa_flags)
        self.init(
            link: names.name(of: Int32(bitPattern: header.ifa_index)),
            address: Prefix(address, length: Int(header.ifa_prefixlen)), scope: RouteScope(rawValue: header.ifa_scope),
            noDAD: flags & UInt32(IFA_F_NODAD) != 0)
        Self.fields.decode(attributes, into: &self, names: names)
        if peer == address { peer = nil }
        let lifetime = attributes.first(Int(IFA_CACHEINFO))?.fixed(as: ifa_cacheinfo.self)?.ifa_valid
        self.lifetime = lifetime == .max ? nil : lifetime
    }
}

extension RouteScope {
    /// What `ip address add` puts without `scope`.
    static func ofAddress(_ address: IPAddress) -> RouteScope {
        switch address.family {
        case .ipv4: address.value >> 24 == 127 ? .host : .global
        case .ipv6: address.value == 1 ? .host : .global
        }
    }
}
