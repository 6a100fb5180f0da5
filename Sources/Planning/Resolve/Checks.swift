import Addresses
import Netlink
import Packets
import Warren

extension Resolver {
    /// The probes and expectations of the stage, in the order of the file.
    mutating func checks() -> [Check] {
        elements.compactMap { element in
            switch element {
            case .ping(let ping): resolve(ping).map(Check.ping)
            case .expect(let expect): resolve(expect).map(Check.table)
            case .connect(let connect): resolve(connect).map(Check.connection)
            case .httpGet(let get): resolve(get).map(Check.connection)
            case .command(let command): resolve(command).map(Check.command)
            default: nil
            }
        }
    }

    private mutating func resolve(_ ping: Ping) -> PingCheck? {
        let source = ping.source
        guard let node = state[ping.from] else {
            reportUnknownNode(ping.from, at: source)
            return nil
        }
        check(ping.count, in: 1...100_000, "the number of requests", at: source)
        check(ping.size, in: 0...65507, "the payload's size", at: source)
        check(ping.ttl, in: 1...255, "the TTL", at: source)
        if ping.interval < 0 || ping.interval > 3_600_000 { report("the interval is outside of 0 to one hour", at: source) }
        if let timeout = ping.timeout, !(1...3_600_000).contains(timeout) { report("the time to wait is outside of 1 ms to one hour", at: source) }
        if case .refused(.fragmentationNeeded(let mtu)) = ping.outcome { check(mtu, in: 68...65535, "the MTU", at: source) }
        if case .loses(let least, let most) = ping.outcome, !(0...100).contains(least) || !(0...100).contains(most) {
            report("the share that is lost is outside of 0 to 100 percent", at: source)
        }
        if let time = ping.roundTrip {
            if !(0...3_600_000).contains(time.shortest) || !(0...3_600_000).contains(time.longest) {
                report("the round trip is outside of 0 to one hour", at: source)
            }
            switch ping.outcome {
            case .reaches, .loses: break
            case .fails, .refused: report("what is not answered takes no time; expected .takes without .fails", at: source)
            }
        }
        guard let destination = destination(of: ping, from: node) else { return nil }
        let sightings = ping.sightings.compactMap { resolve($0) }
        let patience: Double = if case .fails = ping.outcome { 100 } else { 1000 }
        return PingCheck(
            node: ping.from, target: ping.to.description, destination: destination, count: max(ping.count, 1),
            size: min(max(ping.size, 0), 65507), dontFragment: ping.dontFragment, interval: Self.duration(ping.interval),
            ttl: ping.ttl.map { UInt8(clamping: $0) }, timeout: Self.duration(ping.timeout ?? patience), outcome: ping.outcome,
            roundTrip: ping.roundTrip, sightings: sightings, family: ping.family, source: source)
    }

    /// A node with several addresses is pinged by the first of a family that the sender has as well.
    private mutating func destination(of ping: Ping, from node: NodeState) -> IPAddress? {
        if let family = ping.family { return address(ping.to, family == .ipv6 ? .ipv6 : .ipv4, at: ping.source) }
        let own = Set(node.addresses.map(\.value.address.family))
        if case .literal = ping.to { return address(ping.to, at: ping.source) }
        guard let candidates = addresses(ping.to, at: ping.source) else { return nil }
        return candidates.first { own.contains($0.family) } ?? address(ping.to, at: ping.source)
    }

    /// Milliseconds within an hour: a greater number is reported, and must not stop the planning.
    static func duration(_ milliseconds: Double) -> Duration {
        .milliseconds(min(max(milliseconds, 0), 3_600_000))
    }

    mutating func resolve(_ sighting: Sighting) -> SightingCheck? {
        check(sighting.times, in: 0...1_000_000, "the number of packets", at: sighting.source)
        if sighting.patterns.isEmpty {
            report("an order of packets needs at least one Sight", at: sighting.source)
        }
        var sights: [SightingCheck.Resolved] = []
        for sight in sighting.patterns {
            guard state.contains(sight.link.node) else {
                reportUnknownNode(sight.link.node, at: sighting.source)
                continue
            }
            guard let link = requireLink(sight.link.link, of: sight.link.node, at: sighting.source) else { continue }
            let pattern = resolve(sight.pattern, at: sighting.source)
            if link.mac == nil, case .ethernet = pattern.layers.first, link.name != "lo" {
                report("\(sight.link) carries packets without an Ethernet header; begin the pattern with IPv4", at: sighting.source)
            }
            sights.append(.init(link: sight.link, pattern: pattern, words: sight.pattern.description))
        }
        guard sights.count == sighting.patterns.count else { return nil }
        return SightingCheck(kind: sighting.kind, sights: sights, times: sighting.times, note: sighting.note, source: sighting.source)
    }

    private mutating func resolve(_ expect: Expect) -> TableCheck? {
        guard state.contains(expect.node) else {
            reportUnknownNode(expect.node, at: expect.source)
            return nil
        }
        if !(0...3_600_000).contains(expect.deadline) { report("the time to wait is outside of 0 to one hour", at: expect.source) }
        if expect.elements.isEmpty { report("nothing is expected; expected an address, a route, a neighbour or a forwarding entry", at: expect.source) }
        let lines = expect.elements.compactMap { element in
            resolve(element, of: expect.node, present: expect.presence == .present)
                .map { TableCheck.Line(entry: $0, source: element.source) }
        }
        return TableCheck(
            node: expect.node, presence: expect.presence, deadline: Self.duration(expect.deadline), lines: lines, source: expect.source)
    }

    private mutating func resolve(_ element: NodeElement, of node: String, present: Bool) -> TableCheck.Entry? {
        // A table may be asked about a link that is not there only if the answer is to be no.
        func know(_ link: String?) -> Bool {
            guard let link, present else { return true }
            return requireLink(link, of: node, at: element.source) != nil
        }
        switch element {
        case .address(let wanted):
            guard know(wanted.dev) else { return nil }
            guard let address = Prefix(wanted.address) else {
                report(Self.notAnInterfaceAddress(wanted.address), at: wanted.source)
                return nil
            }
            return .init(AddressEntry(link: wanted.dev, address: address))
        case .route(let wanted):
            guard know(wanted.dev), let destination = expectedDestination(wanted) else { return nil }
            check(wanted.metric, in: 0...Int(UInt32.max), "the metric", at: wanted.source)
            let types: [Route.Trait: RouteType] = [.blackhole: .blackhole, .unreachable: .unreachable, .prohibit: .prohibit]
            var route = RouteEntry(destination: destination)
            route.via = wanted.via.flatMap { address($0, destination.family, at: wanted.source) }
            route.device = wanted.dev
            route.scope = wanted.scope.flatMap { [.global: .global, .link: .link, .host: .host][$0] }
            route.source = wanted.src.flatMap { address($0, destination.family, at: wanted.source) }
            route.metric = wanted.metric.map { UInt32(clamping: $0) }
            let type = wanted.traits.compactMap { types[$0] }.first
            route.type = type ?? .unicast
            route.onlink = wanted.traits.contains(.onlink)
            if let table = wanted.table { route.table = UInt32(clamping: table) }
            return .init(route, leavingOpen: Set((type == nil ? ["type"] : []) + (wanted.table == nil ? ["table"] : [])))
        case .neighbour(let wanted):
            guard know(wanted.dev), let address = address(wanted.address, at: wanted.source) else { return nil }
            let mac = mac(wanted.mac, at: wanted.source)
            return .init(NeighbourEntry(link: wanted.dev, address: address, mac: mac), leavingOpen: mac == nil ? ["state", "mac"] : ["state"])
        case .forwarding(let wanted):
            guard know(wanted.dev), let mac = mac(wanted.mac, at: wanted.source) else { return nil }
            let destination = wanted.dst.flatMap { address($0, at: wanted.source) }
            let entry = ForwardingEntry(link: wanted.dev, mac: mac, destination: destination, state: wanted.trait == .learned ? .dynamic : .permanent)
            return .init(entry, leavingOpen: Set(["port", "vni", "via"] + (wanted.trait == nil ? ["state"] : [])))
        default:
            report("only addresses, routes, neighbours and forwarding entries can be expected", at: element.source)
            return nil
        }
    }

    private mutating func expectedDestination(_ route: Route) -> Prefix? {
        guard case .literal(let text) = route.destination else {
            return address(route.destination, at: route.source).map { Prefix(host: $0) }
        }
        if text == "default" { return defaultDestination(of: route) }
        if let destination = IPAddress(text).map(Prefix.init(host:)) ?? Prefix(text)?.network { return destination }
        report("\"\(text)\" is not a destination; expected a network such as 192.168.11.0/24, an address, or default", at: route.source)
        return nil
    }
}
