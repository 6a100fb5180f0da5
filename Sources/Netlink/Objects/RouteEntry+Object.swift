import Addresses
import CNetlink
import Glibc

extension RouteEntry: KernelObject {
    package static let noun = "route"
    package static let plural = "routes"
    package static let notifications: Set<NotificationGroup> = [.ipv4Route, .ipv6Route]

    package static let fields = FieldTable<RouteEntry>(
        Field("type", reading: \.type, record: { .text($0 == .unspecified ? "none" : "\($0)") }, says: { $0 == .unicast ? [] : ["\($0)"] }),
        Field("destination", reading: \.destination, record: { .text("\($0)") }, says: { [text($0)] })
            .encoded { route, writer, _ in
                if route.destination.length > 0 { writer.put(Int(RTA_DST.rawValue), address: route.destination.address) }
            },
        Field("via", reading: \.via, record: { $0.map { .text("\($0)") } })
            .said { route in route.via.map { $0.words(in: route.destination.family) } ?? [] }
            .encoded { route, writer, _ in if let via = route.via { writer.putGateway(via, of: route.destination.family) } }
            .decoded(Attribute(RTA_GATEWAY.rawValue, "RTA_GATEWAY"), Attribute(RTA_VIA.rawValue, "RTA_VIA")) { route, payload, _ in
                // `struct rtvia` has the family in front.
                route.via = IPAddress(bytes: payload) ?? IPAddress(bytes: payload.dropping(2))
            }
            .compared({ $0.via == $1.via }, expected: { $0.leads(by: $1) }),
        Field("nexthop", \.nexthop, .number, Attribute(RTA_NH_ID.rawValue, "RTA_NH_ID"), says: .word("nhid"), match: .exactly),
        Field("device", \.device, .link, Attribute(RTA_OIF.rawValue, "RTA_OIF"), says: .word("dev"))
            .compared({ $0.device == nil || $0.device == $1.device }, expected: { _, _ in true }),
        // IPv6 routes have none: the kernel takes what it is given and calls all of them global.
        Field("scope", reading: \.scope, record: { $0.map { .text("\($0)") } }, says: { $0.map { ["scope", "\($0)"] } ?? [] })
            .compared { $0.scope == nil || $0.destination.family == .ipv6 || $0.scope == $1.scope },
        Field("source", \.source, .address, Attribute(RTA_PREFSRC.rawValue, "RTA_PREFSRC"), says: .word("src")),
        // IPv6 routes without a metric get 1024 (IP6_RT_PRIO_USER), IPv4 ones none.
        Field("metric", \.metric, .number, Attribute(RTA_PRIORITY.rawValue, "RTA_PRIORITY"), says: .word("metric"))
            .compared(
                { ($0.metric ?? $0.usualMetric) == ($1.metric ?? $1.usualMetric) },
                expected: { $0.metric == nil || $0.metric == ($1.metric ?? 0) }),
        Field("mtu", \.mtu, .number, Attribute(RTA_METRICS.rawValue, "RTA_METRICS"), says: .word("mtu"))
            .encoded { route, writer, _ in
                guard let mtu = route.mtu else { return }
                writer.nested(Int(RTA_METRICS.rawValue)) { $0.put(Int(RTAX_MTU), u32: UInt32(clamping: mtu)) }
            }
            .decoded(Attribute(RTA_METRICS.rawValue, "RTA_METRICS")) { route, payload, _ in
                route.mtu = Attributes(payload).first(Int(RTAX_MTU))?.number(as: UInt32.self).map(Int.init)
            },
        Field("onlink", reading: \.onlink, record: { .bool($0) }, says: { $0 ? ["onlink"] : [] }),
        Field("table", reading: \.table, record: { FieldValue($0) }, says: { $0 == 254 ? [] : ["table", "\($0)"] })
            .encoded { route, writer, _ in if route.table > 255 { writer.put(Int(RTA_TABLE.rawValue), u32: route.table) } }
            .decoded(Attribute(RTA_TABLE.rawValue, "RTA_TABLE")) { route, payload, _ in
                route.table = payload.number(as: UInt32.self) ?? route.table
            },
        Field("hops", reading: \.hops, record: { $0.isEmpty ? nil : .list($0.map { .record($0.record) }) })
            .said { route in route.hops.flatMap { $0.words(in: route.destination.family) } }
            .encoded { route, writer, names throws(NetlinkError) in
                guard !route.hops.isEmpty else { return }
                try writer.nested(Int(RTA_MULTIPATH.rawValue)) { writer throws(NetlinkError) in
                    for hop in route.hops { try hop.encode(into: &writer, family: route.destination.family, names: names) }
                }
            }
            .decoded(Attribute(RTA_MULTIPATH.rawValue, "RTA_MULTIPATH")) { route, payload, names in
                route.hops = NextHop.decode(payload, names: names)
            }
            .compared({ Set($0.hops) == Set($1.hops) }, expected: { $0.hops.isEmpty || Set($0.hops) == Set($1.hops) }),
        // Who asks for a route does not ask for who made it.
        Field("proto", reading: \.proto, record: { .text(RouteMaker.name(of: $0)) }).compared { _, _ in true },
        alsoSent: Attribute(RTA_DST.rawValue, "RTA_DST"), Attribute(RTA_SRC.rawValue, "RTA_SRC"), Attribute(RTA_IIF.rawValue, "RTA_IIF"))

    package var section: String { table == 254 ? Self.plural : "table \(table)" }

    /// One for each way. As ip(8) leaves it out: what a route is without being asked to.
    package var rows: [[String]] {
        let destination = type == .unicast ? Self.text(destination) : "\(type) \(Self.text(destination))"
        var words: [String] = []
        if proto != 3 { words += ["proto", RouteMaker.name(of: proto)] }
        if let scope, scope != .global { words += ["scope", "\(scope)"] }
        if let source { words += ["src", "\(source)"] }
        if let metric { words += ["metric", "\(metric)"] }
        if let mtu { words += ["mtu", "\(mtu)"] }
        func row(_ via: IPAddress?, _ device: String?, _ onlink: Bool, _ weight: [String]) -> [String] {
            [
                destination, via.map { "via \($0)" } ?? "", device.map { "dev \($0)" } ?? "",
                ((nexthop.map { ["nhid", "\($0)"] } ?? []) + (onlink ? ["onlink"] : []) + words + weight).joined(separator: " "),
            ]
        }
        if hops.isEmpty { return [row(via, device, onlink, [])] }
        return hops.enumerated().map { position, hop in
            var row = row(hop.via, hop.device, hop.onlink, ["weight", "\(hop.weight)"])
            // Only the first of its ways says where to.
            if position > 0 { row[0] = "" }
            return row
        }
    }

    /// The kernel keeps the local table by itself, from the addresses.
    package var isImplied: Bool { table == 255 }

    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [RouteEntry] {
        try reader.socket.routes(names: reader.names)
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWROUTE), NLM_F_CREATE | NLM_F_EXCL, into: &batch, names)
    }

    /// As `ip route delete`: who made the route does not matter, and the scope only where it is given.
    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_DELROUTE), 0, into: &batch, names)
    }

    /// `ip route replace …`
    package func replace(in batch: inout Batch, names: some Names) throws(NetlinkError) {
        try encode(Int(RTM_NEWROUTE), NLM_F_CREATE | NLM_F_REPLACE, into: &batch, names)
    }

    package var additions: [[String]] { [program + ["add"] + words] }
    package var removals: [[String]] { [program + ["del"] + words] }
    /// The links by which the route leads.
    package var identity: Prefix { destination }
    package var links: [String] { hops.isEmpty ? device.map { [$0] } ?? [] : hops.compactMap(\.device) }

    /// A route of several ways goes with the first link that is removed, or when the last goes down. With a link's last
    /// IPv4 address go the IPv4 routes over it, and with any address those whose source it is.
    package func fate(_ change: some NodeChanges) -> Fate {
        if let nexthop, change.kept(NexthopEntry.self, nexthop).isEmpty { return .taken }
        if links.contains(where: { !change.stays($0) }) || !links.isEmpty && links.allSatisfy(change.goesDown) { return .taken }
        let losesLink = destination.family == .ipv4 && links.contains(where: change.losesIPv4)
        return losesLink || source.map(change.loses) ?? false ? .renewed : .stays
    }

    /// A route of several ways keeps those that are left. Of two ways one is left, which is an ordinary route.
    package func remaining(_ change: some NodeChanges) -> RouteEntry? {
        guard case .stays = fate(change) else { return nil }
        var route = self
        route.hops.removeAll { $0.device.map(change.goesDown) ?? false }
        if !hops.isEmpty, route.hops.count == 1, let last = route.hops.first {
            (route.via, route.device, route.onlink, route.hops) = (last.via, last.device, last.onlink, [])
        }
        return route
    }

    package func maker(on link: @autoclosure () -> LinkState?) -> Maker {
        table == 255 ? .kernel : RouteMaker.maker(of: proto)
    }

    package var isPassing: Bool { destination.address.isMulticast }

    /// `default` alone would be taken for IPv4's unless the next hop tells.
    private var program: [String] { destination == .default(.ipv6) ? ["ip", "-6", "route"] : ["ip", "route"] }

    private static func text(_ destination: Prefix) -> String {
        destination.length == 0 ? "default" : destination.isHost ? "\(destination.address)" : "\(destination)"
    }

    fileprivate var usualMetric: UInt32 { destination.family == .ipv6 ? 1024 : 0 }

    /// Whether one of another route's ways is this one's next hop and link. What is left open may be any.
    private func leads(by found: RouteEntry) -> Bool {
        let ways = found.hops.isEmpty ? [NextHop(via: found.via, device: found.device)] : found.hops
        return ways.contains { (via == nil || $0.via == via) && (device == nil || $0.device == device) }
    }

    private func encode(_ type: Int, _ flags: Int32, into batch: inout Batch, _ names: some Names) throws(NetlinkError) {
        let removes = type == Int(RTM_DELROUTE)
        try batch.append { writer throws(NetlinkError) in
            try writer.message(type: type, flags: flags) { writer throws(NetlinkError) in
                var header = rtmsg()
                header.rtm_family = destination.family.number
                header.rtm_dst_len = UInt8(destination.length)
                // Numbers over 255 stand in RTA_TABLE alone.
                header.rtm_table = UInt8(exactly: table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
                header.rtm_protocol = removes ? 0 : proto
                header.rtm_scope = scope?.rawValue ?? (removes ? scopeToRemove : scopeToAdd)
                header.rtm_type = self.type.rawValue
                header.rtm_flags = onlink ? UInt32(RTNH_F_ONLINK) : 0
                writer.fixed(header)
                try Self.fields.encode(self, into: &writer, names: names)
            }
        }
    }

    /// iproute2, ip/iproute.c, `iproute_modify`.
    private var scopeToAdd: UInt8 {
        guard destination.family == .ipv4 else { return RouteScope.global.rawValue }
        switch type {
        case .local, .nat: return RouteScope.host.rawValue
        case .broadcast, .multicast, .anycast: return RouteScope.link.rawValue
        case .unicast, .unspecified:
            return via == nil && nexthop == nil && hops.allSatisfy { $0.via == nil } ? RouteScope.link.rawValue : RouteScope.global.rawValue
        case .blackhole, .unreachable, .prohibit, .throw: return RouteScope.global.rawValue
        }
    }

    /// The same, where `RT_SCOPE_NOWHERE` lets every scope match.
    private var scopeToRemove: UInt8 {
        guard destination.family == .ipv4, type == .unicast || type == .unspecified else { return scopeToAdd }
        return UInt8(RT_SCOPE_NOWHERE.rawValue)
    }
}

extension IPAddress {
    /// A next hop of a route of the family, which may be the other one.
    func words(in family: Family) -> [String] { self.family == family ? ["via", description] : ["via", "inet6", description] }
}

extension IPAddress.Family {
    /// `AF_INET` or `AF_INET6`.
    var number: UInt8 { UInt8(self == .ipv4 ? AF_INET : AF_INET6) }

    init?(number: UInt8) {
        switch Int32(number) {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }
}
