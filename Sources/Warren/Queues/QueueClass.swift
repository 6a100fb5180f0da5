/// A class of a ``Queue`` of the discipline htb: a share of the link.
public struct QueueClass: Sendable, Hashable, Codable {
    /// Its number, 1 to 65,535.
    public var number: Int
    /// What it has for certain.
    public var rate: Limit.Rate
    /// What it may have while others do not need theirs; `nil`: no more than its rate.
    public var ceiling: Limit.Rate?
    /// What may leave at once after a pause, in bytes; `nil`: what the rate carries in 10 ms, and a whole frame at the least.
    public var burst: Int?
    /// Of classes that want more than their rate, the lower is served first; 0 to 7.
    public var priority: Int
    /// The number of the class that it is part of; `nil`: of the link.
    public var parent: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A class.
    ///
    /// - Parameters:
    ///   - number: 1 to 65,535
    ///   - rate: what it has for certain
    ///   - ceiling: what it may have while others do not need theirs; `nil`: no more than its rate
    ///   - burst: what may leave at once after a pause, in bytes; `nil`: what the rate carries in 10 ms, and a frame at the least
    ///   - priority: of classes that want more than their rate, the lower is served first; 0 to 7
    ///   - parent: the number of the class that it is part of, which stands before it
    public init(
        _ number: Int, rate: Limit.Rate, ceiling: Limit.Rate? = nil, burst: Int? = nil, priority: Int = 0, in parent: Int? = nil,
        file: String = #filePath, line: Int = #line
    ) {
        self.number = number
        self.rate = rate
        self.ceiling = ceiling
        self.burst = burst
        self.priority = priority
        self.parent = parent
        self.source = SourceLocation(file: file, line: line)
    }
}
