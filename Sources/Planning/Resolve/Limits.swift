import Netlink
import Warren

extension Limit: ResolvableWord {
    package static let actions = [Action<Limit>(.limits) { $0.declare($1, in: $2) }]
}

extension Resolver {
    /// The kernel keeps a burst as the time that it takes, in 64 ns and 32 bits.
    mutating func checkBurst(_ bytes: UInt32, rate: UInt64, at source: SourceLocation) {
        if Double(bytes) * 8 > 274 * Double(rate) {
            report("a burst of \(bytes) bytes takes longer than 274 s at \(TokenBucket.text(rate)), which no kernel holds", at: source)
        }
    }

    fileprivate mutating func declare(_ limit: Limit, in node: String) {
        guard let link = requireLink(limit.dev, of: node, at: limit.source) else { return }
        let source = limit.source
        check(limit.rate.bitsPerSecond, in: 8...1_000_000_000_000, "the rate in bits per second", at: source)
        check(limit.burst, in: 1...1_000_000_000, "the burst", at: source)
        if !(0...60_000).contains(limit.latency) { return report("the latency is outside of 0 to one minute", at: source) }
        // The kernel lets a larger frame wait for ever, or rather drops it.
        if limit.burst < link.mtu + 14 {
            return report("a burst of \(limit.burst) bytes is less than a whole frame of \(limit.dev), which would never leave; expected \(link.mtu + 14) at the least", at: source)
        }
        checkBurst(UInt32(clamping: limit.burst), rate: UInt64(clamping: limit.rate.bitsPerSecond), at: source)
        let bucket = TokenBucket(
            link: limit.dev, rate: UInt64(clamping: limit.rate.bitsPerSecond) / 8 * 8, burst: UInt32(clamping: limit.burst),
            latency: UInt64(limit.latency * 1000),
            isBelowImpairment: state[node]?.impairments.contains { $0.value.link == limit.dev } ?? false)
        if let earlier = state[node]?.limits.first(where: { $0.value.link == limit.dev }) {
            return report("\(limit.dev) of \(node) already has a limit (line \(earlier.source.line))", at: source)
        }
        if let earlier = state[node]?.objects[RootQueue.self].first(where: { $0.value.link == limit.dev }) {
            return report("\(limit.dev) of \(node) already has a queue (line \(earlier.source.line)); a link has one, and a limit is such", at: source)
        }
        _ = state.update(node) {
            $0.limits.append(Declared(bucket, at: source, because: "what leaves by \(limit.dev) is held to its rate"))
        }
    }
}
