/// How packets that wait for a link are queued: fairly, by bands, or by classes with rates (`tc qdisc`, `class`, `filter`).
///
///     host1 { Queue("eth0", .fqCodel()) }
///     host1 {
///         Queue("eth0", .htb(otherwise: 20)) {
///             QueueClass(10, rate: .megabits(8), ceiling: .megabits(10))
///             QueueClass(20, rate: .megabits(2), ceiling: .megabits(10))
///             QueueFilter(to: podB, .tcp, toPort: 80, class: 10)
///         }
///     }
///
/// It is about what leaves by the link. A link has one queue: a ``Limit`` or an ``Impair`` is one too.
public struct Queue: NodeWord {
    /// Which discipline it has, named as tc(8) names it. What is left out, the kernel chooses.
    public enum Discipline: Sendable, Hashable, Codable {
        /// A queue for each flow, served in turn, which drops what waits too long (RFC 8290).
        ///
        /// - Parameters:
        ///   - target: how long packets may wait before some are dropped, 1 µs to one minute
        ///   - interval: for how long they must have
        ///   - limit: how many packets may wait
        ///   - flows: how many queues there are
        ///   - quantum: how many bytes a queue may send in its turn
        ///   - ecn: whether packets are marked instead of dropped, where they may be
        case fqCodel(
            target: Duration? = nil, interval: Duration? = nil, limit: Int? = nil, flows: Int? = nil, quantum: Int? = nil, ecn: Bool? = nil)
        /// A queue for each of many hashes of flows, served in turn.
        ///
        /// - Parameters:
        ///   - perturb: how often the hash changes, in seconds
        ///   - limit: how many packets may wait
        case sfq(perturb: Int? = nil, limit: Int? = nil)
        /// Bands: the first that has anything is served. ``QueueFilter`` or a packet's type of service say which it waits in.
        case prio(bands: Int = 3)
        /// Classes that share the link by their rates.
        ///
        /// - Parameter otherwise: the class of what no filter names; `nil`: it leaves at once, past all classes
        case htb(otherwise: Int? = nil)
    }

    /// The link, of the same node.
    public var dev: String
    /// Which discipline it has.
    public var discipline: Discipline
    /// Of htb.
    public var classes: [QueueClass]
    /// Of htb and prio, in the order in which they are tried.
    public var filters: [QueueFilter]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A queue.
    ///
    /// - Parameters:
    ///   - dev: the link, of the same node
    ///   - content: classes and filters
    public init(
        _ dev: String, _ discipline: Discipline, file: String = #filePath, line: Int = #line,
        @QueueBuilder _ content: () -> [QueuePart] = { [] }
    ) {
        self.dev = dev
        self.discipline = discipline
        let parts = content()
        classes = parts.compactMap { if case .class(let part) = $0 { part } else { nil } }
        filters = parts.compactMap { if case .filter(let part) = $0 { part } else { nil } }
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "queue"
    public var references: [Reference] { filters.flatMap { [$0.from, $0.to].compactMap { $0 } } }
}
