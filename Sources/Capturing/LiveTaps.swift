import Glibc
import Namespaces
import Packets
import Warren

/// Taps on links of a running lab, and their packets in the order of time. Used by one thread at a time.
struct LiveTaps {
    /// No link may keep the others waiting for longer than this many packets take.
    private static let packetsPerTurn = 4096
    /// In nanoseconds. Softirqs that are late by more than this are rare, and a reader does not feel it.
    private static let window: UInt64 = 10_000_000

    /// An open tap, and where it is.
    typealias Tap = (place: CapturePlace, handle: CaptureHandle)

    private var taps: [Tap]
    private var order: TimeOrder
    /// Of taps that are closed already.
    private var earlierDrops = 0

    init(_ taps: [Tap]) {
        self.taps = taps
        order = TimeOrder(window: taps.count > 1 ? Self.window : 0)
    }

    mutating func add(_ tap: Tap) {
        taps.append(tap)
        if taps.count > 1 { order.window = Self.window }
    }

    /// Closes the taps of a node, with what they have taken.
    mutating func drop(_ node: String) -> LiveCapture.Turn {
        var turn = LiveCapture.Turn()
        for tap in taps where tap.place.link.node == node {
            tap.handle.drain { order.add(tap.place.link, $0) }
            earlierDrops += tap.handle.drops
            tap.handle.close()
            turn.lost.append((tap.place, "\(node) is gone"))
        }
        taps.removeAll { $0.place.link.node == node }
        return turn
    }

    /// Waits until a tap or a descriptor is readable, or packets that are held can go, and takes what there is.
    mutating func next(besides descriptors: [Int32]) throws(SystemError) -> LiveCapture.Turn {
        _ = try Poll.wait(for: descriptors + taps.map(\.handle.descriptor), until: nextRelease)
        // Before the taps are read: what was stamped later may be missing.
        let now = Self.now()
        var turn = LiveCapture.Turn()
        turn.lost = drain()
        turn.packets = order.release(now: now)
        return turn
    }

    /// Takes what is there, without waiting for more.
    mutating func finish() -> LiveCapture.Turn {
        Quiescence.await()
        var turn = LiveCapture.Turn()
        turn.lost = drain(limit: .max)
        turn.packets = order.releaseAll()
        return turn
    }

    /// How many packets the kernel's buffers could not hold.
    var drops: Int { earlierDrops + taps.map(\.handle.drops).reduce(0, +) }

    /// Ends the taps, and waits for the kernel to let go of them.
    mutating func close() {
        for thread in (try? CaptureHandle.close(taps.map(\.handle))) ?? [] { pthread_join(thread, nil) }
        taps = []
    }

    /// Takes what every tap has, not only what poll spoke of: a packet is released only when no other tap can
    /// still have an older one.
    private mutating func drain(limit: Int = packetsPerTurn) -> [(place: CapturePlace, reason: String)] {
        var lost: [(place: CapturePlace, reason: String)] = []
        var kept: [Tap] = []
        for tap in taps {
            if let reason = tap.handle.drain(limit: limit, { order.add(tap.place.link, $0) }) {
                lost.append((tap.place, reason))
                earlierDrops += tap.handle.drops
                tap.handle.close()
            } else {
                kept.append(tap)
            }
        }
        taps = kept
        return lost
    }

    /// When the first packet that is held can go.
    private var nextRelease: Deadline? {
        guard let release = order.nextRelease else { return nil }
        let now = Self.now()
        // The clock may have been set back since the packet was stamped: what is left is then no measure.
        return Deadline(in: .nanoseconds(release > now ? Int64(clamping: min(release - now, Self.window)) : 0))
    }

    /// By the clock that stamps packets.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
