/// A limit to what leaves by a link: a token bucket (`tc qdisc … tbf`).
///
///     host1 { Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50)) }
///
/// It limits one direction. For both, limit both ends of the cable.
public struct Limit: NodeWord {
    /// How much may leave in a second.
    public struct Rate: Sendable, Hashable, Codable {
        /// In bits, headers of the link included.
        public var bitsPerSecond: Int

        /// Bits per second, as `bit` of tc(8).
        public static func bits(_ count: Int) -> Rate { Rate(bitsPerSecond: count) }
        /// 1,000 bits per second, as `kbit` of tc(8).
        public static func kilobits(_ count: Int) -> Rate { Rate(count, times: 1000) }
        /// 1,000,000 bits per second, as `mbit` of tc(8).
        public static func megabits(_ count: Int) -> Rate { Rate(count, times: 1_000_000) }

        /// The largest number of the sign where the product has no place: a number that is refused, and no other rate.
        private init(_ count: Int, times unit: Int) {
            let (product, overflows) = count.multipliedReportingOverflow(by: unit)
            bitsPerSecond = !overflows ? product : count < 0 ? .min : .max
        }

        init(bitsPerSecond: Int) { self.bitsPerSecond = bitsPerSecond }
    }

    /// The link, of the same node.
    public var dev: String
    /// Headers of the link included.
    public var rate: Rate
    /// How much may leave at once after a pause, in bytes. A frame larger than this never leaves.
    public var burst: Int
    /// How long a packet may wait at the most, in milliseconds; what would wait longer is dropped.
    public var latency: Double
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A limit to what leaves by a link.
    ///
    /// - Parameters:
    ///   - burst: how much may leave at once after a pause, in bytes; a frame larger than this never leaves
    ///   - latency: how long a packet may wait at the most; what would wait longer is dropped
    public init(
        _ dev: String, rate: Rate, burst: Int, latency: Duration, file: String = #filePath, line: Int = #line
    ) {
        self.dev = dev
        self.rate = rate
        self.burst = burst
        self.latency = latency.milliseconds
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "limit"
    public var references: [Reference] { [] }
}
