/// A bad line: packets are delayed, lost, doubled, reordered or slowed down (`tc qdisc … netem`).
///
///     host1 { Impair("eth0", delay: .milliseconds(50), jitter: .milliseconds(5), loss: .percent(1)) }
///     host1 { Impair("eth0", .both, delay: .milliseconds(25)) }
///
/// It happens to what leaves by the link, or to what arrives by it (`.incoming`), or both. What arrives is impaired where it
/// leaves, at the other end of the cable. A ``Limit`` on the same link comes after the impairment.
public struct Impair: NodeWord {
    /// Which packets are meant.
    public enum Direction: String, Sendable, Hashable, Codable {
        /// Those that leave by the link.
        case outgoing
        /// Those that arrive by it: of a cable only.
        case incoming
        /// All that pass the link: of a cable only. A delay counts twice for a question and its answer.
        case both
    }

    /// How many of the packets something happens to.
    public struct Share: Sendable, Hashable, Codable {
        /// 0 to 100.
        public var percent: Double

        /// Of a hundred packets so many, on average.
        public static func percent(_ value: Double) -> Share { Share(percent: value) }
    }

    /// The link, of the same node.
    public var dev: String
    /// Which packets are meant.
    public var direction: Direction
    /// How long each packet is held back, in milliseconds.
    public var delay: Double?
    /// By how much the delay varies at random, in both directions and evenly, in milliseconds. Packets overtake each other by it.
    public var jitter: Double?
    /// How many are lost.
    public var loss: Share?
    /// How many arrive twice.
    public var duplicate: Share?
    /// How many are not delayed, and so overtake the others.
    public var reorder: Share?
    /// How much may pass in a second. What comes faster waits.
    public var rate: Limit.Rate?
    /// How many packets may wait; `nil`: 1000.
    public var limit: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A bad line. What is left out does not happen.
    ///
    /// - Parameters:
    ///   - dev: the link, of the same node
    ///   - direction: what leaves by the link, what arrives by it, or both
    ///   - delay: how long each packet is held back
    ///   - jitter: by how much the delay varies at random, at most as much as the delay itself
    ///   - loss: how many are lost
    ///   - duplicate: how many arrive twice
    ///   - reorder: how many are not delayed, and so overtake the others; needs a delay
    ///   - rate: how much may pass in a second
    ///   - limit: how many packets may wait; `nil`: 1000. Those that are delayed wait, too
    public init(
        _ dev: String, _ direction: Direction = .outgoing, delay: Duration? = nil, jitter: Duration? = nil, loss: Share? = nil,
        duplicate: Share? = nil, reorder: Share? = nil, rate: Limit.Rate? = nil, limit: Int? = nil, file: String = #filePath,
        line: Int = #line
    ) {
        self.dev = dev
        self.direction = direction
        self.delay = delay?.milliseconds
        self.jitter = jitter?.milliseconds
        self.loss = loss
        self.duplicate = duplicate
        self.reorder = reorder
        self.rate = rate
        self.limit = limit
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "impair"
    public var references: [Reference] { [] }
}
