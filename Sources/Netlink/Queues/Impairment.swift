import CNetlink
import Glibc

/// What happens to packets that leave by a link: `tc qdisc add dev LINK root handle 1: netem …`.
public struct Impairment: Sendable, Hashable {
    public var link: String
    /// How long each packet is held back, in nanoseconds.
    public var delay: Int64
    /// By how much the delay varies at random, evenly, in nanoseconds.
    public var jitter: Int64
    /// The share of packets that is lost, 0 to 1.
    public var loss: Double
    /// The share that is sent twice.
    public var duplicate: Double
    /// The share that is not delayed.
    public var reorder: Double
    /// In bits per second; `nil`: as fast as they come.
    public var rate: UInt64?
    /// How many packets may wait.
    public var limit: UInt32

    public init(
        link: String, delay: Int64 = 0, jitter: Int64 = 0, loss: Double = 0, duplicate: Double = 0, reorder: Double = 0,
        rate: UInt64? = nil, limit: UInt32 = 1000
    ) {
        self.link = link
        self.delay = delay
        self.jitter = jitter
        self.loss = loss
        self.duplicate = duplicate
        self.reorder = reorder
        self.rate = rate
        self.limit = limit
    }

    /// `1:`, under which a token bucket can be put.
    static let handle: UInt32 = 0x1_0000
}

extension Batch {
    /// `tc qdisc add dev LINK root handle 1: netem limit N [delay T [JITTER]] [loss P%] [duplicate P%] [reorder P%] [rate R]`
    public mutating func addImpairment(_ impairment: Impairment, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: impairment.link)
        append { writer in
            writer.message(type: Int(RTM_NEWQDISC), flags: NLM_F_CREATE | NLM_F_REPLACE) { writer in
                writer.fixed(tcmsg(link: index, handle: Impairment.handle))
                writer.put(Int(TCA_KIND), string: "netem")
                writer.nested(Int(TCA_OPTIONS)) { writer in impairment.encode(into: &writer) }
            }
        }
    }
}

extension Impairment {
    /// `struct tc_netem_qopt`, and attributes behind it for what it is too narrow for.
    fileprivate func encode(into writer: inout MessageWriter) {
        writer.fixed(
            tc_netem_qopt(
                latency: Self.ticks(delay), limit: limit, loss: Self.probability(loss), gap: reorder > 0 ? 1 : 0,
                duplicate: Self.probability(duplicate), jitter: Self.ticks(jitter)))
        if delay > 0 { writer.put(Int(TCA_NETEM_LATENCY64), u64: UInt64(delay)) }
        if jitter > 0 { writer.put(Int(TCA_NETEM_JITTER64), u64: UInt64(jitter)) }
        if reorder > 0 {
            writer.put(Int(TCA_NETEM_REORDER), structure: tc_netem_reorder(probability: Self.probability(reorder), correlation: 0))
        }
        if let rate {
            if rate / 8 > UInt32.max { writer.put(Int(TCA_NETEM_RATE64), u64: rate / 8) }
            let narrow = tc_netem_rate(rate: UInt32(clamping: rate / 8), packet_overhead: 0, cell_size: 0, cell_overhead: 0)
            writer.put(Int(TCA_NETEM_RATE), structure: narrow)
        }
    }

    /// Decodes the payload of an `RTM_NEWQDISC` message; `nil` for other queues than a root's netem.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: tcmsg.self), header.tcm_parent == UInt32.max else { return nil }
        let attributes = Attributes(payload, after: tcmsg.self)
        guard attributes.first(Int(TCA_KIND))?.text == "netem", let options = attributes.first(Int(TCA_OPTIONS)),
            let parameters = options.fixed(as: tc_netem_qopt.self)
        else { return nil }
        self.init(
            link: names.name(of: header.tcm_ifindex), delay: Int64(parameters.latency) * Self.nanosecondsPerTick,
            jitter: Int64(parameters.jitter) * Self.nanosecondsPerTick, loss: Self.share(parameters.loss),
            duplicate: Self.share(parameters.duplicate), limit: parameters.limit)
        var wideRate: UInt64?
        for (type, payload) in Attributes(options, after: tc_netem_qopt.self) {
            switch Int(type) {
            case Int(TCA_NETEM_LATENCY64): delay = payload.number(as: Int64.self) ?? delay
            case Int(TCA_NETEM_JITTER64): jitter = payload.number(as: Int64.self) ?? jitter
            case Int(TCA_NETEM_REORDER):
                reorder = payload.fixed(as: tc_netem_reorder.self).map { Self.share($0.probability) } ?? 0
            case Int(TCA_NETEM_RATE):
                rate = payload.fixed(as: tc_netem_rate.self).flatMap { $0.rate == 0 ? nil : UInt64($0.rate) * 8 }
            case Int(TCA_NETEM_RATE64): wideRate = payload.number(as: UInt64.self).map { $0.multipliedReportingOverflow(by: 8).partialValue }
            default: break
            }
        }
        rate = wideRate ?? rate
    }

    /// Whether the kernel's `found` is this. It keeps shares as fractions of 2³².
    public func isSame(as found: Impairment) -> Bool {
        func same(_ a: Double, _ b: Double) -> Bool { Self.probability(a) == Self.probability(b) }
        return link == found.link && delay == found.delay && jitter == found.jitter && same(loss, found.loss)
            && same(duplicate, found.duplicate) && same(reorder, found.reorder) && rate == found.rate && limit == found.limit
    }

    /// The scheduler's ticks of 64 ns (`PSCHED_SHIFT`), for kernels that do not know the attributes in nanoseconds.
    private static func ticks(_ nanoseconds: Int64) -> UInt32 { UInt32(clamping: nanoseconds / nanosecondsPerTick) }
    private static func probability(_ share: Double) -> UInt32 { UInt32((min(max(share, 0), 1) * Double(UInt32.max)).rounded()) }
    private static func share(_ probability: UInt32) -> Double { Double(probability) / Double(UInt32.max) }
    private static let nanosecondsPerTick: Int64 = 64
}

extension NetlinkSocket {
    /// The impairments of all links. `tc qdisc show`
    public func impairments(names: LinkTable? = nil) throws(NetlinkError) -> [Impairment] {
        let names = if let names { names } else { try linkTable() }
        return try dump(Int(RTM_GETQDISC), tcmsg()) { if let found = Impairment(payload: $1, names: names) { $0.append(found) } }
    }
}
