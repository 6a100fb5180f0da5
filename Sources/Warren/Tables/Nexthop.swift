/// A next hop by a number, which many routes may share: changed once, it leads all of them elsewhere.
///
///     router {
///         Nexthop(1, via: left)
///         Nexthop(2, via: right)
///         Nexthop(10, group: [Nexthop.Member(1, weight: 3), Nexthop.Member(2)])
///         Nexthop(11, group: [Nexthop.Member(1), Nexthop.Member(2)], resilient: .buckets(64))
///         Route("192.168.11.0/24", nexthop: 10)
///     }
///
/// The objects of `ip nexthop`, Linux 5.3; resilient groups, Linux 5.13.
public struct Nexthop: NodeWord {
    /// One of a group's next hops.
    public struct Member: Sendable, Hashable, Codable {
        /// The next hop's number.
        public var id: Int
        /// 1 to 256: its share of the flows against the sum of all.
        public var weight: Int

        /// The next hop of this number.
        public init(_ id: Int, weight: Int = 1) {
            self.id = id
            self.weight = weight
        }
    }

    /// A group that moves as few flows as can be when a member goes or comes.
    public struct Resilience: Sendable, Hashable, Codable {
        /// Over how many buckets flows are spread, 1 to 65,535.
        public var buckets: Int
        /// How long a bucket must be idle before it may go to another member, in seconds; `nil`: 120.
        public var idle: Int?
        /// After how long buckets in use are moved as well, in seconds; `nil`: never.
        public var unbalanced: Int?

        /// So many buckets.
        public static func buckets(_ count: Int, idle: Int? = nil, unbalanced: Int? = nil) -> Resilience {
            Resilience(buckets: count, idle: idle, unbalanced: unbalanced)
        }
    }

    /// Switches of a next hop.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// It is taken to be on the link even if no prefix of the link covers it.
        case onlink
        /// Packets that are led here are dropped in silence.
        case blackhole
    }

    /// Its number, 1 to 4,294,967,295, unique in the node.
    public var id: Int
    /// The next hop's address.
    public var via: Reference?
    /// The link by which packets leave; `nil`: the one whose network has the next hop.
    public var dev: String?
    /// Of a group, which has nothing else.
    public var group: [Member]?
    /// Of a group; `nil`: flows are spread anew when a member goes or comes.
    public var resilient: Resilience?
    /// The switches that are set.
    public var traits: [Trait]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A single next hop.
    ///
    /// - Parameters:
    ///   - id: its number, 1 to 4,294,967,295, unique in the node
    ///   - dev: the link by which packets leave; `nil`: the one whose network has the next hop
    public init(
        _ id: Int, via: (any AddressConvertible)? = nil, dev: String? = nil, _ traits: Trait..., file: String = #filePath,
        line: Int = #line
    ) {
        self.id = id
        self.via = via?.addressReference
        self.dev = dev
        self.traits = traits
        self.source = SourceLocation(file: file, line: line)
    }

    /// Several next hops, among which the kernel chooses flow by flow.
    ///
    /// - Parameter resilient: `nil`: flows are spread anew when a member goes or comes
    public init(
        _ id: Int, group: [Member], resilient: Resilience? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.id = id
        self.group = group
        self.resilient = resilient
        self.traits = []
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "nexthop"
    public var references: [Reference] { [via].compactMap { $0 } }
}
