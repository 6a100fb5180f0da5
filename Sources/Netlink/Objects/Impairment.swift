import CNetlink
import Glibc

/// What happens to packets that leave by a link: `tc qdisc replace dev LINK root handle 1: netem …`.
package struct Impairment: Sendable, Hashable {
    package var link: String
    /// How long each packet is held back, in nanoseconds.
    package var delay: Int64
    /// By how much the delay varies at random, evenly, in nanoseconds.
    package var jitter: Int64
    /// The share of packets that is lost, 0 to 1.
    package var loss: Double
    /// The share that is sent twice.
    package var duplicate: Double
    /// The share that is not delayed.
    package var reorder: Double
    /// In bits per second; `nil`: as fast as they come.
    package var rate: UInt64?
    /// How many packets may wait.
    package var limit: UInt32

    package init(
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

extension Impairment: QueueingDiscipline {
    package static let noun = "impairment"
    package static let plural = "impairments"
    package static let disciplines = ["netem"]
    package var driver: String? { "netem" }

    package static let fields = FieldTable<Impairment>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0, "root", "handle", "1:", "netem"] }),
        Field("limit", reading: \.limit, record: { FieldValue($0) }, says: { ["limit", "\($0)"] }),
        // In seconds.
        Field("delay", reading: \.delay, record: { .number(Double($0) / 1e9) }, says: { $0 > 0 ? ["delay", time($0)] : [] }),
        Field("jitter", reading: \.jitter, record: { .number(Double($0) / 1e9) })
            .said { $0.delay > 0 && $0.jitter > 0 ? [time($0.jitter)] : [] },
        share("loss", \.loss), share("duplicate", \.duplicate), share("reorder", \.reorder),
        Field("rate", reading: \.rate, record: { $0.map { FieldValue($0) } }, says: { $0.map { ["rate", "\($0)bit"] } ?? [] }))

    /// A share of packets, which the kernel keeps as a fraction of 2³².
    private static func share(_ name: String, _ path: KeyPath<Impairment, Double> & Sendable) -> Field<Impairment> {
        Field(name, reading: path, record: { .number($0) }, says: { $0 > 0 ? [name, percent($0)] : [] })
            .compared { probability($0[keyPath: path]) == probability($1[keyPath: path]) }
    }

    private static func time(_ nanoseconds: Int64) -> String {
        for (unit, name) in [(1_000_000, "ms"), (1000, "us")] as [(Int64, String)] where nanoseconds % unit == 0 {
            return "\(nanoseconds / unit)\(name)"
        }
        return "\(nanoseconds)ns"
    }

    /// Without the zeros behind the point.
    private static func percent(_ share: Double) -> String {
        let percent = (share * 100 * 1e6).rounded() / 1e6
        return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }

    package var phrase: String { Self.fields.words(self, leavingOpen: ["link", "limit"]).reduce("netem") { $0 + " " + $1 } }
    package var place: QueuePlace { QueuePlace(handle: Self.handle) }
    /// A limit may hang there, which then comes behind it.
    package var additions: [[String]] { [["tc", "qdisc", "replace"] + words] }
    package func fate(_ change: some NodeChanges) -> Fate { change.stays(link) ? .stays : .taken }
}

extension Impairment {
    /// `struct tc_netem_qopt`, and attributes behind it for what it is too narrow for.
    package func encodeOptions(into writer: inout MessageWriter) {
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

    package init?(_ discipline: String, link: String, place: QueuePlace, options: UnsafeRawBufferPointer) {
        guard place.parent == .max, let parameters = options.fixed(as: tc_netem_qopt.self) else { return nil }
        self.init(
            link: link, delay: Int64(parameters.latency) * Self.nanosecondsPerTick,
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

    /// The scheduler's ticks of 64 ns (`PSCHED_SHIFT`), for kernels that do not know the attributes in nanoseconds.
    private static func ticks(_ nanoseconds: Int64) -> UInt32 { UInt32(clamping: nanoseconds / nanosecondsPerTick) }
    private static func probability(_ share: Double) -> UInt32 { UInt32((min(max(share, 0), 1) * Double(UInt32.max)).rounded()) }
    private static func share(_ probability: UInt32) -> Double { Double(probability) / Double(UInt32.max) }
    private static let nanosecondsPerTick: Int64 = 64
}
