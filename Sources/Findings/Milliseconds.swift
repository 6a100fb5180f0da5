/// A time as documents have it: a number of milliseconds.
public struct Milliseconds: Sendable, Hashable {
    public var duration: Duration

    public init(_ duration: Duration) { self.duration = duration }
}

extension Milliseconds: CustomStringConvertible {
    /// `0.34 ms`
    public var description: String { Text.milliseconds(duration) }
}

extension Milliseconds: Codable {
    public init(from decoder: any Decoder) throws {
        // To the nanosecond, which is as exact as clocks are here.
        duration = .nanoseconds(Int64((try decoder.singleValueContainer().decode(Double.self) * 1e6).rounded()))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode((duration.milliseconds * 1e6).rounded() / 1e6)
    }
}
