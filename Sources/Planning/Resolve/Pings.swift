import Addresses
import Warren

extension Ping: ResolvableWord {
    package static let actions = [Action<Ping>(proof: { $0.resolve($1) })]
}

extension Resolver {
    fileprivate mutating func resolve(_ ping: Ping) -> Check? {
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
        return .ping(
            PingCheck(
                node: ping.from, target: ping.to.description, destination: destination, count: max(ping.count, 1),
                size: min(max(ping.size, 0), 65507), dontFragment: ping.dontFragment, interval: Self.duration(ping.interval),
                ttl: ping.ttl.map { UInt8(clamping: $0) }, timeout: Self.duration(ping.timeout ?? patience),
                outcome: ping.outcome, roundTrip: ping.roundTrip, sightings: sightings, family: ping.family, source: source))
    }

    /// A node with several addresses is pinged by the first of a family that the sender has as well.
    private mutating func destination(of ping: Ping, from node: NodeState) -> IPAddress? {
        if let family = ping.family { return address(ping.to, family == .ipv6 ? .ipv6 : .ipv4, at: ping.source) }
        let own = Set(node.addresses.map(\.value.address.family))
        if case .literal = ping.to { return address(ping.to, at: ping.source) }
        guard let candidates = addresses(ping.to, at: ping.source) else { return nil }
        return candidates.first { own.contains($0.family) } ?? address(ping.to, at: ping.source)
    }
}
