import Netlink
import Warren

extension Impair: ResolvableWord {
    package static let actions = [Action<Impair>(.impairments) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ impair: Impair, in node: String) {
        guard let link = requireLink(impair.dev, of: node, at: impair.source) else { return }
        check(impair)
        if impair.direction != .incoming { add(impair, to: LinkReference(node: node, link: impair.dev)) }
        guard impair.direction != .outgoing else { return }
        // Nothing can be done to what arrives, but where it leaves.
        guard let peer = link.peer else {
            return report("\(impair.dev) of \(node) is no cable, and only what leaves by it can be impaired; expected .outgoing", at: impair.source)
        }
        add(impair, to: peer)
    }

    private mutating func check(_ impair: Impair) {
        let source = impair.source
        for (what, milliseconds) in [("delay", impair.delay), ("jitter", impair.jitter)] {
            if let milliseconds, !(0...3_600_000).contains(milliseconds) { report("the \(what) is outside of 0 to one hour", at: source) }
        }
        for (what, share) in [("loss", impair.loss), ("duplication", impair.duplicate), ("reordering", impair.reorder)] {
            if let share, !(0...100).contains(share.percent) { report("the \(what) is \(share.percent) percent; expected 0 to 100", at: source) }
        }
        check(impair.rate?.bitsPerSecond, in: 8...1_000_000_000_000, "the rate in bits per second", at: source)
        check(impair.limit, in: 1...1_000_000_000, "the number of packets that may wait", at: source)
        if (impair.jitter ?? 0) > (impair.delay ?? 0) {
            report("a jitter of \(Self.text(impair.jitter)) is more than the delay of \(Self.text(impair.delay)); a packet cannot leave before it came", at: source)
        }
        if let share = impair.reorder, share.percent > 0, impair.delay ?? 0 == 0 {
            report("packets overtake those that are delayed; expected a delay beside the reordering", at: source)
        }
        if impair.delay == nil, impair.loss == nil, impair.duplicate == nil, impair.reorder == nil, impair.rate == nil {
            report("nothing happens to packets here; expected delay, loss, duplicate, reorder or rate", at: source)
        }
    }

    private static func text(_ milliseconds: Double?) -> String { "\(milliseconds ?? 0) ms" }

    private mutating func add(_ impair: Impair, to link: LinkReference) {
        if let earlier = state[link.node]?.impairments.first(where: { $0.value.link == link.link }) {
            return report("what leaves by \(link.link) of \(link.node) is already impaired (line \(earlier.source.line))", at: impair.source)
        }
        func nanoseconds(_ milliseconds: Double?) -> Int64 { Int64((min(max(milliseconds ?? 0, 0), 3_600_000) * 1e6).rounded()) }
        func share(_ share: Impair.Share?) -> Double { min(max(share?.percent ?? 0, 0), 100) / 100 }
        let impairment = Impairment(
            link: link.link, delay: nanoseconds(impair.delay), jitter: nanoseconds(impair.jitter), loss: share(impair.loss),
            duplicate: share(impair.duplicate), reorder: share(impair.reorder),
            rate: impair.rate.map { UInt64(clamping: $0.bitsPerSecond) / 8 * 8 }, limit: UInt32(clamping: impair.limit ?? 1000))
        _ = state.update(link.node) {
            $0.impairments.append(Declared(impairment, at: impair.source, because: "a bad line for what leaves by \(link.link)"))
        }
    }
}
