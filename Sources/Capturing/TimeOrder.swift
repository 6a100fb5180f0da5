import Packets
import Warren

/// Puts the packets of several links into the order of time.
///
/// Each tap has a queue of its own, and a packet is stamped a little before it is in it. So packets are held for
/// a moment, until nothing older can come any more.
struct TimeOrder {
    typealias Packet = (link: LinkReference, frame: Frame)

    /// For how long a packet is held, in nanoseconds; 0: not at all, and the order is the tap's own.
    var window: UInt64
    private var held: [Packet] = []
    /// How far ahead of the time that was read before them packets may be, in nanoseconds: one second.
    private static let mostAhead: UInt64 = 1_000_000_000

    init(window: UInt64) { self.window = window }

    mutating func add(_ link: LinkReference, _ frame: Frame) { held.append((link, frame)) }

    /// When the first of those that are held can go; `nil` if none is held. Nanoseconds since 1970.
    var nextRelease: UInt64? { held.map(\.frame.timestamp).min().map { $0 &+ window } }

    /// Takes those that have been held for long enough, in the order of time, and of one time in the order in which
    /// they came.
    mutating func release(now: UInt64) -> [Packet] {
        guard window > 0 else {
            defer { held = [] }
            return held
        }
        // Stamped in the future: the clock was set back, and the order is the one in which they came.
        if held.contains(where: { $0.frame.timestamp > now &+ Self.mostAhead }) {
            defer { held = [] }
            return held
        }
        guard let next = nextRelease, next <= now else { return [] }
        // Stable: a packet that passes two links within the clock's resolution was first where it was taken first.
        held.sort { $0.frame.timestamp < $1.frame.timestamp }
        let end = held.firstIndex { $0.frame.timestamp &+ window > now } ?? held.endIndex
        defer { held.removeSubrange(..<end) }
        return Array(held[..<end])
    }

    /// Takes all of them.
    mutating func releaseAll() -> [Packet] { release(now: .max - Self.mostAhead) }
}
