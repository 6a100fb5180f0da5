import Addresses
import CNetlink
import Glibc

/// A next hop that routes share: `ip nexthop replace id ID …`. A route that names it leads wherever it does at the moment.
package struct NexthopEntry: Sendable, Hashable {
    /// One of a group's: `ID[,WEIGHT]`.
    package struct Member: Sendable, Hashable {
        package var id: UInt32
        /// 1 to 256: its share against the sum of all.
        package var weight: Int

        package init(id: UInt32, weight: Int = 1) {
            self.id = id
            self.weight = weight
        }
    }

    /// How flows keep to a group's members: a hash table that is refilled slowly when a member goes or comes.
    package struct Resilience: Sendable, Hashable {
        package var buckets: UInt16
        /// How long a bucket must be without packets before it may go to another member, in seconds.
        package var idleTimer: UInt32?
        /// How long the table may be unbalanced before buckets in use are moved, in seconds; `nil`, 0: for ever.
        package var unbalancedTimer: UInt32?

        package init(buckets: UInt16, idleTimer: UInt32? = nil, unbalancedTimer: UInt32? = nil) {
            self.buckets = buckets
            self.idleTimer = idleTimer
            self.unbalancedTimer = unbalancedTimer
        }
    }

    /// Above 0, unique in its namespace.
    package var id: UInt32
    package var via: IPAddress?
    package var device: String?
    package var onlink: Bool
    /// Packets that come to it are dropped.
    package var isBlackhole: Bool
    /// Of a group, which has nothing else; empty: it is no group.
    package var members: [Member]
    /// Of a group.
    package var resilience: Resilience?
    /// Who made it, as with routes. 0: nobody says.
    package var proto: UInt8

    package init(
        id: UInt32, via: IPAddress? = nil, device: String? = nil, onlink: Bool = false, isBlackhole: Bool = false,
        members: [Member] = [], resilience: Resilience? = nil, proto: UInt8 = 0
    ) {
        self.id = id
        self.via = via
        self.device = device
        self.onlink = onlink
        self.isBlackhole = isBlackhole
        self.members = members
        self.resilience = resilience
        self.proto = proto
    }

    /// IPv4 for a group and for what has no address.
    var family: IPAddress.Family { via?.family ?? .ipv4 }
}

extension NexthopEntry: KernelObject {
    package static let noun = "nexthop"
    package static let plural = "nexthops"
    package static let notifications: Set<NotificationGroup> = [.nexthop]

    package static let fields = FieldTable<NexthopEntry>(
        Field("id", \.id, .number, Attribute(NexthopAttribute.id, "NHA_ID"), says: .word("id")),
        Field("members", reading: \.members, record: { $0.isEmpty ? nil : .list($0.map { .record($0.record) }) },
            says: { $0.isEmpty ? [] : ["group", $0.map(\.word).joined(separator: "/")] })
            .encoded { entry, writer, _ in
                guard !entry.members.isEmpty else { return }
                // `struct nexthop_grp`: the number, the weight less one, and three bytes of nothing.
                writer.put(NexthopAttribute.group, bytes: entry.members.flatMap { member in
                    withUnsafeBytes(of: member.id) { Array($0) } + [UInt8(clamping: member.weight - 1), 0, 0, 0]
                })
            }
            .decoded(Attribute(NexthopAttribute.group, "NHA_GROUP")) { entry, payload, _ in
                entry.members = stride(from: 0, to: payload.count - 7, by: 8).map { start in
                    Member(id: payload.loadUnaligned(fromByteOffset: start, as: UInt32.self), weight: Int(payload[start + 4]) + 1)
                }
            },
        Field("resilience", reading: \.resilience, record: { $0.map { .record($0.record) } }, says: { $0.map(\.words) ?? [] })
            .encoded { entry, writer, _ in
                guard let resilience = entry.resilience else { return }
                // NEXTHOP_GRP_TYPE_RES
                writer.put(NexthopAttribute.groupType, u16: 1)
                writer.nested(NexthopAttribute.resilience | Int(NLA_F_NESTED)) { writer in
                    writer.put(ResilienceAttribute.buckets, u16: resilience.buckets)
                    // In clock_t, hundredths of a second.
                    if let timer = resilience.idleTimer { writer.put(ResilienceAttribute.idleTimer, u32: timer &* 100) }
                    if let timer = resilience.unbalancedTimer { writer.put(ResilienceAttribute.unbalancedTimer, u32: timer &* 100) }
                }
            }
            .decoded(Attribute(NexthopAttribute.resilience, "NHA_RES_GROUP")) { entry, payload, _ in
                let parts = Attributes(payload)
                guard let buckets = parts.first(ResilienceAttribute.buckets)?.number(as: UInt16.self) else { return }
                func seconds(_ attribute: Int) -> UInt32? { parts.first(attribute)?.number(as: UInt32.self).map { $0 / 100 } }
                entry.resilience = Resilience(
                    buckets: buckets, idleTimer: seconds(ResilienceAttribute.idleTimer),
                    unbalancedTimer: seconds(ResilienceAttribute.unbalancedTimer))
            }
            .compared { asked, found in
                guard let asked = asked.resilience else { return found.resilience == nil }
                guard let found = found.resilience, asked.buckets == found.buckets else { return false }
                return (asked.idleTimer == nil || asked.idleTimer == found.idleTimer)
                    && (asked.unbalancedTimer ?? 0) == (found.unbalancedTimer ?? 0)
            },
        Field("isBlackhole", reading: \.isBlackhole, record: { $0 ? .bool(true) : nil }, says: { $0 ? ["blackhole"] : [] })
            .encoded { entry, writer, _ in if entry.isBlackhole { writer.put(NexthopAttribute.blackhole, bytes: []) } }
            .decoded(Attribute(NexthopAttribute.blackhole, "NHA_BLACKHOLE")) { entry, _, _ in entry.isBlackhole = true },
        Field("via", \.via, .address, Attribute(NexthopAttribute.gateway, "NHA_GATEWAY"), says: .word("via"), match: .exactly),
        Field("device", \.device, .link, Attribute(NexthopAttribute.device, "NHA_OIF"), says: .word("dev"), match: .exactly),
        Field("onlink", reading: \.onlink, record: { .bool($0) }, says: { $0 ? ["onlink"] : [] }),
        Field("proto", reading: \.proto, record: { .text(RouteMaker.name(of: $0)) }).compared { _, _ in true },
        alsoSent: Attribute(NexthopAttribute.groupType, "NHA_GROUP_TYPE"))

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [NexthopEntry] {
        do throws(NetlinkError) {
            return try reader.socket.dump(Int(RTM_GETNEXTHOP), NexthopHeader()) {
                if let entry = NexthopEntry(payload: $1, names: reader.names) { $0.append(entry) }
            }
        } catch {
            // Kernels before 5.3 know none.
            if error.errno == EOPNOTSUPP { return [] }
            throw error
        }
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try batch.append { writer throws(NetlinkError) in
            try writer.message(type: Int(RTM_NEWNEXTHOP), flags: NLM_F_CREATE | NLM_F_REPLACE) { writer throws(NetlinkError) in
                var header = NexthopHeader()
                header.family = members.isEmpty ? family.number : 0
                header.proto = proto
                header.flags = onlink ? UInt32(RTNH_F_ONLINK) : 0
                writer.fixed(header)
                try Self.fields.encode(self, into: &writer, names: names)
            }
        }
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        batch.append { writer in
            writer.message(type: Int(RTM_DELNEXTHOP)) { writer in
                writer.fixed(NexthopHeader())
                writer.put(NexthopAttribute.id, u32: id)
            }
        }
    }

    package var additions: [[String]] { [(family == .ipv6 ? ["ip", "-6"] : ["ip"]) + ["nexthop", "replace"] + words] }
    package var removals: [[String]] { [["ip", "nexthop", "del", "id", "\(id)"]] }
    package var identity: UInt32 { id }
    package static func depths(of objects: [NexthopEntry]) -> [Int]? { objects.map { $0.members.isEmpty ? 0 : 1 } }
    package var links: [String] { device.map { [$0] } ?? [] }
    /// "Carrier for nexthop device is down" otherwise (`rtm_to_nh_config`, net/ipv4/nexthop.c).
    package var needsCarrier: Bool { device != nil }

    /// It goes with its link, and when that goes down or the other end of its cable; a group with the last of its members.
    /// One that becomes another is replaced, so that the routes that name it stay.
    package func fate(_ change: some NodeChanges) -> Fate {
        if let device, !change.stays(device) || change.losesCarrier(device) { return .taken }
        let isKept = { (member: Member) in !change.kept(NexthopEntry.self, member.id).isEmpty }
        if !members.isEmpty, !members.contains(where: isKept) { return .taken }
        if let other = change.wanted(NexthopEntry.self, id).first, other != self {
            return canBecome(other) ? .replaced : .renewed
        }
        return members.allSatisfy(isKept) ? .stays : .renewed
    }

    /// The kernel makes no group of a single one, no single one of a group, and no table of another size.
    private func canBecome(_ other: NexthopEntry) -> Bool {
        members.isEmpty == other.members.isEmpty && resilience?.buckets == other.resilience?.buckets
            && isBlackhole == other.isBlackhole && family == other.family
    }

    /// A group goes on with the members that are left.
    package func remaining(_ change: some NodeChanges) -> NexthopEntry? {
        if members.isEmpty { return if case .stays = fate(change) { self } else { nil } }
        var group = self
        group.members.removeAll { change.kept(NexthopEntry.self, $0.id).isEmpty }
        return group.members.isEmpty ? nil : group
    }

    /// So kernels before 5.3 say that they know none.
    package static func isUnsupported(_ errno: Int32) -> Bool { errno == EOPNOTSUPP }

    package func maker(on link: @autoclosure () -> LinkState?) -> Maker { proto == 0 ? .somebody : RouteMaker.maker(of: proto) }

    /// Decodes the payload of an `RTM_NEWNEXTHOP` message.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: NexthopHeader.self) else { return nil }
        self.init(id: 0, onlink: header.flags & UInt32(RTNH_F_ONLINK) != 0, proto: header.proto)
        Self.fields.decode(Attributes(payload, after: NexthopHeader.self), into: &self, names: names)
        guard id != 0 else { return nil }
    }
}

extension NexthopEntry.Member {
    fileprivate var word: String { weight == 1 ? "\(id)" : "\(id),\(weight)" }

    fileprivate var record: FieldRecord {
        var record = FieldRecord()
        record["id"] = FieldValue(id)
        record["weight"] = FieldValue(weight)
        return record
    }
}

extension NexthopEntry.Resilience {
    fileprivate var words: [String] {
        ["type", "resilient", "buckets", "\(buckets)"] + (idleTimer.map { ["idle_timer", "\($0)"] } ?? [])
            + (unbalancedTimer.map { ["unbalanced_timer", "\($0)"] } ?? [])
    }

    fileprivate var record: FieldRecord {
        var record = FieldRecord()
        record["buckets"] = FieldValue(buckets)
        record["idleTimer"] = idleTimer.map { FieldValue($0) }
        record["unbalancedTimer"] = unbalancedTimer.map { FieldValue($0) }
        return record
    }
}

/// `struct nhmsg` of <linux/nexthop.h>.
private struct NexthopHeader: BitwiseCopyable {
    var family: UInt8 = 0
    var scope: UInt8 = 0
    var proto: UInt8 = 0
    var reserved: UInt8 = 0
    var flags: UInt32 = 0
}

/// `NHA_…`
private enum NexthopAttribute {
    static let (id, group, groupType, blackhole, device, gateway, resilience) = (1, 2, 3, 4, 5, 6, 12)
}

/// `NHA_RES_GROUP_…`
private enum ResilienceAttribute {
    static let (buckets, idleTimer, unbalancedTimer) = (1, 2, 3)
}
