import CNetlink
import Glibc

/// A token bucket that limits what leaves by a link: `tc qdisc add dev LINK root tbf rate … burst … latency …`.
package struct TokenBucket: Sendable, Hashable {
    package var link: String
    /// In bits per second, headers of the link included.
    package var rate: UInt64
    /// How much may leave at once after a pause, in bytes. A frame larger than this never leaves.
    package var burst: UInt32
    /// How many bytes may wait; what comes on top of that is dropped.
    package var limit: UInt32
    /// Whether an ``Impairment`` of the link comes first.
    package var isBelowImpairment: Bool

    package init(link: String, rate: UInt64, burst: UInt32, limit: UInt32, isBelowImpairment: Bool = false) {
        self.link = link
        self.rate = rate
        self.burst = burst
        self.limit = limit
        self.isBelowImpairment = isBelowImpairment
    }

    /// - Parameter latency: how long a packet may wait at the most, in microseconds: the limit is what the rate
    ///   carries in that time, and the burst.
    package init(link: String, rate: UInt64, burst: UInt32, latency: UInt64, isBelowImpairment: Bool = false) {
        let waiting = (Double(rate) / 8 * Double(latency) / 1e6).rounded()
        self.init(link: link, rate: rate, burst: burst, limit: UInt32(min(waiting + Double(burst), Double(UInt32.max))),
            isBelowImpairment: isBelowImpairment)
    }
}

extension TokenBucket: QueueingDiscipline {
    package static let noun = "limit"
    package static let plural = "limits"
    package static let disciplines = ["tbf"]

    package static let fields = FieldTable<TokenBucket>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("isBelowImpairment", reading: \.isBelowImpairment, record: { $0 ? .bool(true) : nil })
            .said { $0.place.words + ($0.isBelowImpairment ? ["handle", "10:"] : []) + ["tbf"] },
        Field("rate", reading: \.rate, record: { FieldValue($0) }, says: { ["rate", "\($0)bit"] }),
        // The kernel keeps the burst as a time, in steps of 64 ns.
        Field("burst", reading: \.burst, record: { FieldValue($0) }, says: { ["burst", "\($0)"] })
            .compared { asked, found in
                let difference = UInt64(asked.burst > found.burst ? asked.burst - found.burst : found.burst - asked.burst)
                return difference <= 1 + asked.rate / 8 * 64 / 1_000_000_000
            },
        Field("limit", reading: \.limit, record: { FieldValue($0) }, says: { ["limit", "\($0)"] }),
        Field("latency", reading: \.latency, record: { .number($0) }).compared { _, _ in true })

    /// How long a packet may wait at the most, in seconds: what the limit is beyond the burst, at the rate.
    package var latency: Double {
        rate == 0 ? 0 : max(0, (Double(limit) - Double(burst)) * 8 / Double(rate))
    }

    package var phrase: String {
        let wait = (latency * 1e4).rounded() / 10
        return "limit \(Self.text(rate)) burst \(burst) latency \(wait == wait.rounded() ? "\(Int(wait))" : "\(wait)") ms"
    }

    /// As tc words it: `10Mbit`
    package static func text(_ rate: UInt64) -> String {
        for (unit, name) in [(1_000_000_000, "Gbit"), (1_000_000, "Mbit"), (1000, "Kbit")] as [(UInt64, String)]
        where rate >= unit && rate % unit == 0 {
            return "\(rate / unit)\(name)"
        }
        return "\(rate)bit"
    }

    package var place: QueuePlace {
        isBelowImpairment ? QueuePlace(parent: Impairment.handle | 1, handle: 0x10_0000) : QueuePlace()
    }
    package var additions: [[String]] { [["tc", "qdisc", "replace"] + words] }

    /// One behind an impairment goes with it, and another on the same link takes its place.
    package func fate(_ change: some NodeChanges) -> Fate {
        let losesImpairment = isBelowImpairment && change.kept(Impairment.self, [link]).isEmpty
        let others = change.wanted(TokenBucket.self, identity)
        let isReplaced = !others.isEmpty && !others.contains(self)
        return !change.stays(link) || losesImpairment || isReplaced ? .taken : .stays
    }

    package func encodeOptions(into writer: inout MessageWriter) {
        writer.put(Int(TCA_TBF_PARMS), structure: parameters)
        // The kernel reckons the bucket's depth from this, and not from the ticks in the structure.
        writer.put(Int(TCA_TBF_BURST), u32: burst)
        if rate / 8 > UInt32.max { writer.put(Int(TCA_TBF_RATE64), u64: rate / 8) }
    }
}

extension TokenBucket {
    /// `struct tc_tbf_qopt`. The link layer is named, so that the kernel wants no table of transmission times.
    fileprivate var parameters: tc_tbf_qopt {
        var parameters = tc_tbf_qopt()
        parameters.rate.linklayer = Self.ethernet
        parameters.rate.rate = UInt32(clamping: rate / 8)
        parameters.limit = limit
        parameters.buffer = ticks(for: burst)
        return parameters
    }

    /// The time in which so many bytes leave, in the scheduler's ticks of 64 ns (`PSCHED_SHIFT`).
    private func ticks(for bytes: UInt32) -> UInt32 {
        UInt32(min(Double(bytes) * 8e9 / Double(max(rate, 1)) / Self.nanosecondsPerTick, Double(UInt32.max)))
    }

    package init?(_ discipline: String, link: String, place: QueuePlace, options: UnsafeRawBufferPointer) {
        guard [UInt32.max, Impairment.handle | 1].contains(place.parent),
            let parameters = Attributes(options).first(Int(TCA_TBF_PARMS))?.fixed(as: tc_tbf_qopt.self)
        else { return nil }
        let bytesPerSecond = Attributes(options).first(Int(TCA_TBF_RATE64))?.number(as: UInt64.self) ?? UInt64(parameters.rate.rate)
        let burst = Double(bytesPerSecond) * Double(parameters.buffer) * Self.nanosecondsPerTick / 1e9
        self.init(
            link: link, rate: bytesPerSecond * 8,
            burst: UInt32(min(burst.rounded(), Double(UInt32.max))), limit: parameters.limit,
            isBelowImpairment: place.parent != .max)
    }

    /// `TC_LINKLAYER_ETHERNET`
    private static let ethernet: UInt8 = 1
    private static let nanosecondsPerTick = 64.0
}
