/// ICMP echo requests from a node to an address.
///
///     Ping(from: podA, to: podB, count: 2)
///     Ping(from: podA, to: podB, size: 1453, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1480))
///
/// Expected to reach, that is to be answered every time, unless ``fails(within:)`` or
/// ``fails(with:)`` says otherwise.
public struct Ping: Probe, LabWord {
    /// Switches of a ping.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// The requests carry the don't-fragment bit.
        case dontFragment
        /// To an IPv4 address of the target's, where it has both.
        case ipv4
        /// To an IPv6 address of the target's.
        case ipv6
    }

    /// The families that a target may have addresses of.
    public enum Family: String, Sendable, Hashable, Codable {
        /// IPv4.
        case ipv4
        /// IPv6.
        case ipv6
    }

    /// What becomes of the requests.
    public enum Outcome: Sendable, Hashable, Codable {
        /// Every request is answered.
        case reaches
        /// No request is answered, whatever the reason.
        case fails
        /// Every request is refused, by a router or by the node's own kernel, with this error.
        case refused(ICMPFailure)
        /// So many of a hundred are not answered in time: a line on which packets are lost at random.
        case loses(least: Double, most: Double)
    }

    /// How long an answer may take, in milliseconds.
    public struct RoundTrip: Sendable, Hashable, Codable {
        /// No less than this.
        public var shortest: Double
        /// No more than this.
        public var longest: Double
    }

    /// The sending node's name.
    public var from: String
    /// The target.
    public var to: Reference
    /// How many requests.
    public var count: Int
    /// Bytes of payload after the ICMP header, 0 to 65,507; as `ping -s`.
    public var size: Int
    /// Whether requests carry the don't-fragment bit.
    public var dontFragment: Bool
    /// Which of the target's addresses is meant; `nil`: the first of a family that the sender has too.
    public var family: Family?
    /// From one request to the next, in milliseconds. The next one leaves at once when it is 0 and the
    /// one before was answered.
    public var interval: Double
    /// The TTL of the requests; `nil`: the node's default, 64.
    public var ttl: Int?
    /// How long an answer is waited for, in milliseconds; `nil`: 1,000, or 100 where none is expected.
    public var timeout: Double?
    /// What must become of the requests.
    public var outcome: Outcome
    /// Within which the median of the round trips must lie; `nil`: any time.
    public var roundTrip: RoundTrip?
    /// What must be seen on the wire meanwhile, and what must not.
    public var sightings: [Sighting]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// Echo requests, expected to be answered every time.
    ///
    /// - Parameters:
    ///   - count: how many, 1 to 100,000
    ///   - size: bytes of payload after the ICMP header, 0 to 65,507
    ///   - interval: from one request to the next; zero: as soon as the one before was answered
    ///   - ttl: `nil`: the node's default, 64
    ///   - timeout: how long an answer is waited for; `nil`: 1 s, or 100 ms where none is expected
    public init(
        from: some Node, to: some AddressConvertible, count: Int = 1, size: Int = 56, interval: Duration = .zero,
        ttl: Int? = nil, timeout: Duration? = nil, _ traits: Trait..., file: String = #filePath, line: Int = #line
    ) {
        self.from = from.name
        self.to = to.addressReference
        self.count = count
        self.size = size
        self.dontFragment = traits.contains(.dontFragment)
        self.family = traits.contains(.ipv6) ? .ipv6 : traits.contains(.ipv4) ? .ipv4 : nil
        self.interval = interval.milliseconds
        self.ttl = ttl
        self.timeout = timeout?.milliseconds
        self.outcome = .reaches
        self.sightings = []
        self.source = SourceLocation(file: file, line: line)
    }

    /// Expects that no request is answered within the time.
    public func fails(within time: Duration? = nil) -> Ping {
        var copy = self
        copy.outcome = .fails
        if let time { copy.timeout = time.milliseconds }
        return copy
    }

    /// Expects that every request is refused with this error.
    public func fails(with failure: ICMPFailure) -> Ping {
        var copy = self
        copy.outcome = .refused(failure)
        return copy
    }

    /// Expects that of a hundred requests so many are not answered within the time: a bad line, as ``Impair`` makes it.
    ///
    ///     Ping(from: left, to: right, count: 300, timeout: .milliseconds(60)).loses(8...32)
    ///
    /// Chance decides how many they are. Of n requests that are lost with the probability p, n·p are lost on average, with a
    /// standard deviation of √(n·p·(1−p)): leave room for five of these to each side.
    ///
    /// - Parameter percent: from 0 to 100
    public func loses(_ percent: ClosedRange<Double>) -> Ping {
        var copy = self
        copy.outcome = .loses(least: percent.lowerBound, most: percent.upperBound)
        return copy
    }

    /// Expects the median of the round trips within these bounds.
    public func takes(_ time: ClosedRange<Duration>) -> Ping {
        var copy = self
        copy.roundTrip = RoundTrip(shortest: time.lowerBound.milliseconds, longest: time.upperBound.milliseconds)
        return copy
    }

    public static let keyword = "ping"
    public var references: [Reference] { [.node(from), to] }
}

extension Duration {
    package var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}
