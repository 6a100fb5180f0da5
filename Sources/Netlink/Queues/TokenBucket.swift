import CNetlink
import Glibc

/// A token bucket that limits what leaves by a link: `tc qdisc add dev LINK root tbf rate … burst … latency …`.
public struct TokenBucket: Sendable, Hashable {
    public var link: String
    /// In bits per second, headers of the link included.
    public var rate: UInt64
    /// How much may leave at once after a pause, in bytes. A frame larger than this never leaves.
    public var burst: UInt32
    /// How many bytes may wait; what comes on top of that is dropped.
    public var limit: UInt32
    /// Whether an ``Impairment`` of the link comes first.
    public var isBelowImpairment: Bool

    public init(link: String, rate: UInt64, burst: UInt32, limit: UInt32, isBelowImpairment: Bool = false) {
        self.link = link
        self.rate = rate
        self.burst = burst
        self.limit = limit
        self.isBelowImpairment = isBelowImpairment
    }

    /// - Parameter latency: how long a packet may wait at the most, in microseconds: the limit is what the rate
    ///   carries in that time, and the burst.
    public init(link: String, rate: UInt64, burst: UInt32, latency: UInt64, isBelowImpairment: Bool = false) {
        let waiting = (Double(rate) / 8 * Double(latency) / 1e6).rounded()
        self.init(link: link, rate: rate, burst: burst, limit: UInt32(min(waiting + Double(burst), Double(UInt32.max))),
            isBelowImpairment: isBelowImpairment)
    }
}

extension Batch {
    /// `tc qdisc replace dev LINK root tbf rate R burst B limit L`, or `… parent 1:1 handle 10: …` behind an impairment
    public mutating func setTokenBucket(_ bucket: TokenBucket, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: bucket.link)
        append { writer in
            writer.message(type: Int(RTM_NEWQDISC), flags: NLM_F_CREATE | NLM_F_REPLACE) { writer in
                writer.fixed(bucket.isBelowImpairment ? tcmsg(link: index, parent: Impairment.handle | 1, handle: 0x10_0000) : tcmsg(link: index))
                writer.put(Int(TCA_KIND), string: "tbf")
                writer.nested(Int(TCA_OPTIONS)) { writer in
                    writer.put(Int(TCA_TBF_PARMS), structure: bucket.parameters)
                    // The kernel reckons the bucket's depth from this, and not from the ticks in the structure.
                    writer.put(Int(TCA_TBF_BURST), u32: bucket.burst)
                    if bucket.rate / 8 > UInt32.max { writer.put(Int(TCA_TBF_RATE64), u64: bucket.rate / 8) }
                }
            }
        }
    }

    /// `tc qdisc delete dev LINK root`, or `… parent 1:1` for a token bucket behind an impairment
    public mutating func removeQueue(ofLink link: String, belowImpairment: Bool = false, names: some Names) throws(NetlinkError) {
        let index = try names.index(of: link)
        append { writer in
            writer.message(type: Int(RTM_DELQDISC)) { writer in
                writer.fixed(belowImpairment ? tcmsg(link: index, parent: Impairment.handle | 1) : tcmsg(link: index))
            }
        }
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

    /// Decodes the payload of an `RTM_NEWQDISC` message; `nil` for other queues than a token bucket of the root, or behind
    /// an impairment that is the root.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: tcmsg.self), [UInt32.max, Impairment.handle | 1].contains(header.tcm_parent)
        else { return nil }
        let attributes = Attributes(payload, after: tcmsg.self)
        guard attributes.first(Int(TCA_KIND))?.text == "tbf", let options = attributes.first(Int(TCA_OPTIONS)),
            let parameters = Attributes(options).first(Int(TCA_TBF_PARMS))?.fixed(as: tc_tbf_qopt.self)
        else { return nil }
        let bytesPerSecond = Attributes(options).first(Int(TCA_TBF_RATE64))?.number(as: UInt64.self) ?? UInt64(parameters.rate.rate)
        let burst = Double(bytesPerSecond) * Double(parameters.buffer) * Self.nanosecondsPerTick / 1e9
        self.init(
            link: names.name(of: header.tcm_ifindex), rate: bytesPerSecond * 8,
            burst: UInt32(min(burst.rounded(), Double(UInt32.max))), limit: parameters.limit,
            isBelowImpairment: header.tcm_parent != UInt32.max)
    }

    /// `TC_LINKLAYER_ETHERNET`
    private static let ethernet: UInt8 = 1
    private static let nanosecondsPerTick = 64.0
}

extension NetlinkSocket {
    /// The token buckets of all links. `tc qdisc show`
    public func tokenBuckets(names: LinkTable? = nil) throws(NetlinkError) -> [TokenBucket] {
        let names = if let names { names } else { try linkTable() }
        return try dump(Int(RTM_GETQDISC), tcmsg()) { if let bucket = TokenBucket(payload: $1, names: names) { $0.append(bucket) } }
    }
}

extension tcmsg {
    /// - Parameter parent: `TC_H_ROOT`, unless another is meant
    init(link index: Int32, parent: UInt32 = UInt32.max, handle: UInt32 = 0) {
        self.init()
        tcm_ifindex = index
        tcm_parent = parent
        tcm_handle = handle
    }
}
